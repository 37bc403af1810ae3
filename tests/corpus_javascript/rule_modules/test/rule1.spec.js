const assert = require('node:assert')
const { load } = require('../src/load')

describe('rule 1', () => {
  it('is there', async () => {
    assert.equal((await load()).rules.length, 30000)
  })
})
