test('words 3 are joined', () => {
  expect(['a', 'b'].join('3')).toContain('3')
})
