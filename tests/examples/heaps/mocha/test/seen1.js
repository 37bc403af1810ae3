'use strict'
const { rows } = require('../src/rows')

describe('seen 1', () => {
  it('is noted', () => {
    globalThis.seen ??= []
    globalThis.seen.push(rows())
  })
})
