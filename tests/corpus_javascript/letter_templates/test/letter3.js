const assert = require('node:assert')
const { letter } = require('../src/letters')

describe('letter 3', () => {
  it('begins politely', () => {
    assert.equal(letter('Ada 3'), 'Dear Ada 3')
  })
})
