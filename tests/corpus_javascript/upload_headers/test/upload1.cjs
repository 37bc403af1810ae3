const assert = require('node:assert')
const { receive } = require('../src/upload.cjs')
describe('upload 1', () => { it('is taken', () => { assert.equal(receive(2_000_000, 1), 2_000_000) }) })
