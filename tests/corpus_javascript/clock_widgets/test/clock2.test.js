const { showClock } = require('../src/clock')

test('clock 2 is shown', () => {
  expect(showClock(700).children).toHaveLength(700)
})
