test('totals 4 are rounded', () => {
  expect(Math.round(4 * 1.19 * 100) / 100).toBeCloseTo(4.19 + 3 * 0.19)
})
