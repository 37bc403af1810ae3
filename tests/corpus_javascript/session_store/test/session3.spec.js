const assert = require('node:assert')
const { begin } = require('../src/sessions')

describe('session 3', () => {
  it('has pages', () => {
    assert.equal(begin('user 3').pages.length, 60000)
  })
})
