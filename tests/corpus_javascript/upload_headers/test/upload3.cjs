const assert = require('node:assert')
const { receive } = require('../src/upload.cjs')
describe('upload 3', () => { it('is taken', () => { assert.equal(receive(2_000_000, 3), 2_000_000) }) })
