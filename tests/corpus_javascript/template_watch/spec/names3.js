import assert from 'node:assert/strict'

describe('names 3', () => {
  it('are joined', () => {
    assert.equal(['Ada', '3'].join(' '), 'Ada 3')
  })
})
