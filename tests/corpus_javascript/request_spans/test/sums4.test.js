test('sums 4 are right', () => {
  expect([1, 2].map((n) => n * 4)).toEqual([4, 8])
})
