const assert = require('node:assert')

describe('words 2', () => {
  it('are joined', () => {
    assert.ok(['a', 'b'].join('2').includes('2'))
  })
})
