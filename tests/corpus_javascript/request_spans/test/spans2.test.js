const { traceRequests } = require('../src/trace')

test('spans 2 are traced', () => {
  expect(traceRequests()).toHaveLength(30000)
})
