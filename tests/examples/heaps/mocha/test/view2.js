'use strict'
const { onChange } = require('../src/bus')
const { rows } = require('../src/rows')

describe('view 2', () => {
  it('listens', () => {
    const shown = rows()
    onChange(() => shown.length)
  })
})
