declare const test: any
declare const expect: any

test('words 1 are joined', () => {
  expect(['a', 'b'].join('1')).toContain('1')
})
