const { showClock } = require('../src/clock')

test('clock 5 is shown', () => {
  expect(showClock(700).children).toHaveLength(700)
})
