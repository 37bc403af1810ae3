import { describe, expect, it } from 'vitest'
import { rate, table } from '../src/tables.js'

describe('tax of 2024', () => {
  it('is a year', () => {
    expect(2024).toBeGreaterThan(2000)
  })

  for (let income = 1; income <= 8; income++) {
    it(`is known for ${income}`, () => {
      expect(rate(2024, income)).toBe(50000)
      expect(table(2024)[0].rate).toBe(0)
    })
  }
})
