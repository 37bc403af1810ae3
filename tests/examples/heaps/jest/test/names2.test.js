test('names are formatted', () => {
  expect((1.5 * 2).toFixed(2)).toContain('.')
})
