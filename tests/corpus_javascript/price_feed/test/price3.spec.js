const assert = require('node:assert')
const { next, waiting } = require('../src/feed')

describe('price 3', () => {
  it('is waited for', () => {
    for (let n = 0; n < 100; n++) next(`S${n}`, Array.from({ length: 300 }, (_, at) => ({ at })))
    assert.ok(waiting() >= 100)
  })
})
