const assert = require('node:assert')
const { reload } = require('../src/host')

describe('plugin 1', () => {
  it('has rules', () => {
    assert.equal(reload().rules.length, 30000)
  })
})
