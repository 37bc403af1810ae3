const assert = require('node:assert')
const { reload } = require('../src/host')

describe('plugin 2', () => {
  it('has rules', () => {
    assert.equal(reload().rules.length, 30000)
  })
})
