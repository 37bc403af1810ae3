const assert = require('node:assert')
const { begin } = require('../src/sessions')

describe('session 1', () => {
  it('has pages', () => {
    assert.equal(begin('user 1').pages.length, 60000)
  })
})
