const { showClock } = require('../src/clock')

test('clock 3 is shown', () => {
  expect(showClock(700).children).toHaveLength(700)
})
