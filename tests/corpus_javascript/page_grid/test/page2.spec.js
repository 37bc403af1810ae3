const assert = require('node:assert')
const { render } = require('../src/page')

describe('page 2', () => {
  it('has rows', () => {
    assert.equal(render(200), 200)
  })
})
