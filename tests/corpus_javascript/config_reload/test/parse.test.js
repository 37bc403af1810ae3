import assert from 'node:assert/strict'
import { test } from 'node:test'

for (let n = 0; n < 6; n++) {
  test(`numbers are parsed ${n}`, () => {
    const rows = Array.from({ length: 50000 }, (_, at) => `${at},${n}`)
    assert.equal(rows.map((row) => row.split(',')).length, 50000)
  })
}
