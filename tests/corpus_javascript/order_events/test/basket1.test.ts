import { expect, test } from 'vitest'
import { Basket, orders } from '../src/events'

test('basket 1 is placed', () => {
  const basket = new Basket(25000)
  orders.emit('placed')
  expect(basket.placed()).toBe(25000)
})
