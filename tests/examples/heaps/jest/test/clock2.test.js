const { every } = require('../src/clock')

test('it ticks', () => {
  const log = Array.from({ length: 60000 }, (_, at) => ({ at }))
  every(1e6, () => log.push(1))
  expect(log.length).toBe(60000)
})
