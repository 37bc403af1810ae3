import assert from 'node:assert/strict'

describe('names 1', () => {
  it('are joined', () => {
    assert.equal(['Ada', '1'].join(' '), 'Ada 1')
  })
})
