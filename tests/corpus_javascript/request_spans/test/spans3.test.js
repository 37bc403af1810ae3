const { traceRequests } = require('../src/trace')

test('spans 3 are traced', () => {
  expect(traceRequests()).toHaveLength(30000)
})
