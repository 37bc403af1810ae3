const assert = require('node:assert')
const { receive } = require('../src/upload.cjs')
describe('upload 5', () => { it('is taken', () => { assert.equal(receive(2_000_000, 5), 2_000_000) }) })
