test('totals 1 are rounded', () => {
  expect(Math.round(1 * 1.19 * 100) / 100).toBeCloseTo(1.19 + 0 * 0.19)
})
