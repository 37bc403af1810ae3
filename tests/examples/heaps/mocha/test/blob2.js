'use strict'
const { keep } = require('../src/blobs')

describe('blob 2', () => {
  it('is kept', () => {
    keep(3 << 20)
  })
})
