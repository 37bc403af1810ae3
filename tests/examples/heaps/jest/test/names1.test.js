test('names are formatted', () => {
  expect((1.5 * 1).toFixed(2)).toContain('.')
})
