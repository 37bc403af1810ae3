const assert = require('node:assert')
const { letter } = require('../src/letters')

describe('letter 4', () => {
  it('begins politely', () => {
    assert.equal(letter('Ada 4'), 'Dear Ada 4')
  })
})
