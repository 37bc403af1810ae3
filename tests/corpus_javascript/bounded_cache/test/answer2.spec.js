const assert = require('node:assert')
const { answer } = require('../src/cache')

describe('answer 2', () => {
  it('has words', () => {
    for (let n = 0; n < 4; n++) assert.equal(answer(`2 ${n} ${Math.random()}`).words.length, 5000)
  })
})
