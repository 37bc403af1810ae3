test('totals 3 are rounded', () => {
  expect(Math.round(3 * 1.19 * 100) / 100).toBeCloseTo(3.19 + 2 * 0.19)
})
