const { traceRequests } = require('../src/trace')

test('spans 1 are traced', () => {
  expect(traceRequests()).toHaveLength(30000)
})
