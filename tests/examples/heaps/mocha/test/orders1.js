'use strict'
const { save } = require('../src/store')

it('saves orders', () => {
  for (let n = 0; n < 30; n++) {
    save(`1 ${n} ${Math.random()}`, Array.from({ length: 1000 }, (_, sku) => ({ sku, price: sku * 1.5 })))
  }
})
