import assert from 'node:assert/strict'
import { test } from 'node:test'

test('stock is wrong on purpose', () => {
  assert.equal(3 - 1, 1)
})
