const { rules } = require('../src/disk')

test('there are rules', () => {
  expect(rules.length).toBe(30000)
})
