const assert = require('node:assert')

describe('words 3', () => {
  it('are joined', () => {
    assert.ok(['a', 'b'].join('3').includes('3'))
  })
})
