declare const afterEach: any, expect: any, jest: any, test: any

test('warning 1 is given', () => {
  const warn = jest.spyOn(console, 'warn').mockImplementation(() => {})
  console.warn(Array.from({ length: 20000 }, (_, at) => ({ at })))
  expect(warn).toHaveBeenCalledTimes(1)
})
