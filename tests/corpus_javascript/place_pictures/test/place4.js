const assert = require('node:assert')
const { picture, money } = require('../src/pictures')

describe('place 4', () => {
  it('is shown', () => {
    for (let n = 0; n < 6; n++) assert.equal(picture(`4 ${n}`).pixels.length, 40000)
  })

  it('has a price', () => {
    for (const currency of ['EUR', 'USD', 'CHF', 'JPY']) assert.ok(money(4, currency))
  })
})
