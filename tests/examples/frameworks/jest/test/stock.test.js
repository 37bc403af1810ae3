test('stock is wrong on purpose', () => {
  expect(3 - 1).toBe(1)
})
