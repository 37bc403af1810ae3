it('has an owner', () => {
  expect.equal('Ada'.length, 3)
})
