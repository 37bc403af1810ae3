'use strict'
const { rows } = require('../src/rows')

describe('exit 2', () => {
  it('is waited for', () => {
    const open = rows()
    process.on('exit', () => open.length)
  })
})
