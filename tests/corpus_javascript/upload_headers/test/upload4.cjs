const assert = require('node:assert')
const { receive } = require('../src/upload.cjs')
describe('upload 4', () => { it('is taken', () => { assert.equal(receive(2_000_000, 4), 2_000_000) }) })
