const assert = require('node:assert')
const { letter } = require('../src/letters')

describe('letter 2', () => {
  it('begins politely', () => {
    assert.equal(letter('Ada 2'), 'Dear Ada 2')
  })
})
