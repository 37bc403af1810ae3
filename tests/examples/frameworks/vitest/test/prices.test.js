import { describe, expect, test } from 'vitest'

describe('prices', () => {
  test('add up', () => {
    expect(1 + 2).toBe(3)
  })

  test.skip('in dollars', () => {})

  test('are wrong on purpose', () => {
    expect(1 + 2).toBe(4)
  })
})
