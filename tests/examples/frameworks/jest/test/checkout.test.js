const { trace } = require('../src/tracer')

describe('checkout', () => {
  beforeAll(() => trace('checkout'))

  test('is traced', () => {
    expect(trace.length).toBe(1)
  })
})
