const assert = require('node:assert')
const { receive } = require('../src/upload.cjs')
describe('upload 2', () => { it('is taken', () => { assert.equal(receive(2_000_000, 2), 2_000_000) }) })
