test('totals 2 are rounded', () => {
  expect(Math.round(2 * 1.19 * 100) / 100).toBeCloseTo(2.19 + 1 * 0.19)
})
