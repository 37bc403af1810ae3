'use strict'
const { save } = require('../src/store')

describe('orders 2', () => {
  it('saves them', () => {
    for (let n = 0; n < 30; n++) {
      save(`2 ${n} ${Math.random()}`, Array.from({ length: 1000 }, (_, sku) => ({ sku, price: sku * 1.5 })))
    }
  })
})
