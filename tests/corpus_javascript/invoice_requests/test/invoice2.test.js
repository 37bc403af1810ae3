const { templates } = require('../src/trace')

test('invoice 2 has lines', () => {
  expect(templates.length).toBe(25000)
})
