test('names have letters', () => {
  expect('Ada').toMatch(/\w+/)
})
