const assert = require('node:assert')

describe('words 1', () => {
  it('are joined', () => {
    assert.ok(['a', 'b'].join('1').includes('1'))
  })
})
