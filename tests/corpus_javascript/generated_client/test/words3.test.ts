declare const test: any
declare const expect: any

test('words 3 are joined', () => {
  expect(['a', 'b'].join('3')).toContain('3')
})
