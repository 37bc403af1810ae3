const assert = require('node:assert')
const { start } = require('../src/tool')

describe('tool 3', () => {
  it('says something', async () => {
    assert.equal(await start(), 100000)
  })
})
