import { expect, test } from 'vitest'

test('it adds 1', () => {
  expect(1 + 1).toBeGreaterThan(1)
})
