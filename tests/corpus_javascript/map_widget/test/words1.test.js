test('words 1 are joined', () => {
  expect(['a', 'b'].join('1')).toContain('1')
})
