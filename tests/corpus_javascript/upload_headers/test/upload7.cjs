const assert = require('node:assert')
const { receive } = require('../src/upload.cjs')
describe('upload 7', () => { it('is taken', () => { assert.equal(receive(2_000_000, 7), 2_000_000) }) })
