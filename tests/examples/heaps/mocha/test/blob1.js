'use strict'
const { keep } = require('../src/blobs')

describe('blob 1', () => {
  it('is kept', () => {
    keep(3 << 20)
  })
})
