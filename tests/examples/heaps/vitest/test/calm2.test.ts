import { expect, test } from 'vitest'

test('it adds 2', () => {
  expect(1 + 2).toBeGreaterThan(2)
})
