const assert = require('node:assert')
const { tile } = require('../src/tiles.cjs')

describe('tiles 4', () => {
  for (let x = 0; x < 40; x++) {
    it(`have points at ${x}`, () => {
      assert.strictEqual(tile(4, x, 1).points.length, 4096)
    })
  }
})
