const { templates } = require('../src/trace')

test('invoice 3 has lines', () => {
  expect(templates.length).toBe(25000)
})
