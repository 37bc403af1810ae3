const assert = require('node:assert')
const { shrink } = require('../src/pool')

describe('thumbnail 3', () => {
  it('is smaller', async () => {
    assert.equal(await shrink(800), 100100)
  })
})
