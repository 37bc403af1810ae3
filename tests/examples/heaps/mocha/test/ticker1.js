'use strict'
const { rows } = require('../src/rows')

describe('ticker 1', () => {
  it('ticks', () => {
    const log = rows()
    setInterval(() => log.push(1), 1e6).unref()
  })
})
