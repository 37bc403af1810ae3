const { trace } = require('../src/tracer')

describe('cart', () => {
  beforeAll(() => trace('cart'))

  test('is traced', () => {
    expect(trace.length).toBe(1)
  })
})
