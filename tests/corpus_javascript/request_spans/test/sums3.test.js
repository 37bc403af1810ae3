test('sums 3 are right', () => {
  expect([1, 2].map((n) => n * 3)).toEqual([3, 6])
})
