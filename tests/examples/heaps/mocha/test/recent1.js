'use strict'
const { remember } = require('../src/recent')

describe('recent 1', () => {
  it('is remembered for a while', () => {
    for (let n = 0; n < 60; n++) remember('x'.repeat(1000) + n)
  })
})
