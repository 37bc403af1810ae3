const assert = require('node:assert')
const { letter } = require('../src/letters')

describe('letter 1', () => {
  it('begins politely', () => {
    assert.equal(letter('Ada 1'), 'Dear Ada 1')
  })
})
