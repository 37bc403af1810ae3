test('words 2 are joined', () => {
  expect(['a', 'b'].join('2')).toContain('2')
})
