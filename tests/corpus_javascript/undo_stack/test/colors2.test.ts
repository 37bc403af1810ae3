import { expect, it } from 'vitest'

it('color 2 is mixed', () => {
  const pixels = new Float32Array(640 * 400).fill(2)
  expect(pixels.reduce((sum, one) => Math.max(sum, one), 0)).toBe(2)
})
