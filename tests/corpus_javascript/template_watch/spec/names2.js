import assert from 'node:assert/strict'

describe('names 2', () => {
  it('are joined', () => {
    assert.equal(['Ada', '2'].join(' '), 'Ada 2')
  })
})
