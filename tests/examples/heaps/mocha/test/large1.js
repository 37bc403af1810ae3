'use strict'
const { rows } = require('../src/rows')

describe('large 1', () => {
  it('needs much, and keeps nothing', () => {
    if (rows(300000).length !== 300000) throw new Error('no')
  })
})
