describe('prices', () => {
  it('add up', () => {
    expect.equal([1, 2, 3].reduce((sum, price) => sum + price, 0), 6)
  })

  it.skip('in dollars', () => {})

  it('in euros')

  describe('of many', () => {
    // A large buffer that is let go.
    it('are read at once', () => {
      expect.equal(Buffer.alloc(8 * 1024 * 1024, 1).length, 8 * 1024 * 1024)
    })
  })
})
