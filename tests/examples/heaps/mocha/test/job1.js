'use strict'
const { queue } = require('../src/queue')
const { rows } = require('../src/rows')

describe('job 1', () => {
  it('waits for its turn', () => {
    queue.add(rows())
  })
})
