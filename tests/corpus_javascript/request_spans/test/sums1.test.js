test('sums 1 are right', () => {
  expect([1, 2].map((n) => n * 1)).toEqual([1, 2])
})
