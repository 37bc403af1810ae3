const assert = require('node:assert')
const { formula } = require('../src/formulas')

describe('formula 5', () => {
  it('gives numbers', () => {
    for (let n = 0; n < 150; n++) assert.equal(typeof formula(n)(3), 'number')
  })
})
