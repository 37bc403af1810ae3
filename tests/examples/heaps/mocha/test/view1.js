'use strict'
const { onChange } = require('../src/bus')
const { rows } = require('../src/rows')

describe('view 1', () => {
  it('listens', () => {
    const shown = rows()
    onChange(() => shown.length)
  })
})
