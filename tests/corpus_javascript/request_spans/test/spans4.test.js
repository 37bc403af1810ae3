const { traceRequests } = require('../src/trace')

test('spans 4 are traced', () => {
  expect(traceRequests()).toHaveLength(30000)
})
