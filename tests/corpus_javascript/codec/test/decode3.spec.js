const assert = require('node:assert')
const { decode } = require('../src/codec')

describe('decode 3', () => {
  it('has a buffer', () => {
    assert.equal(decode(48), 48 * 65536)
  })
})
