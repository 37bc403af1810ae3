describe('prices', () => {
  test('add up', () => {
    expect([1, 2, 3].reduce((sum, price) => sum + price, 0)).toBe(6)
  })

  test.skip('in dollars', () => {})
})
