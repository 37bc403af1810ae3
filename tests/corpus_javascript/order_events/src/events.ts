import { EventEmitter } from 'node:events'

export const orders = new EventEmitter()
orders.setMaxListeners(0)

export class Basket {
  readonly lines: { sku: number; price: number }[]

  constructor(count: number) {
    this.lines = Array.from({ length: count }, (_, sku) => ({ sku, price: sku * 1.2 }))
    orders.on('placed', this.placed)
  }

  placed = (): number => this.lines.length
}
