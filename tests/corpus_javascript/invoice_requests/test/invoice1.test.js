const { templates } = require('../src/trace')

test('invoice 1 has lines', () => {
  expect(templates.length).toBe(25000)
})
