const assert = require('node:assert')
const { receive } = require('../src/upload.cjs')
describe('upload 6', () => { it('is taken', () => { assert.equal(receive(2_000_000, 6), 2_000_000) }) })
