'use strict'
const byId = new Map()

class Order {
  constructor(id, lines) {
    this.id = id
    this.lines = lines
  }
}

module.exports = {
  save(id, lines) {
    byId.set(id, new Order(id, lines))
  }
}
