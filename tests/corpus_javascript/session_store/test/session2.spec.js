const assert = require('node:assert')
const { begin } = require('../src/sessions')

describe('session 2', () => {
  it('has pages', () => {
    assert.equal(begin('user 2').pages.length, 60000)
  })
})
