beforeEach(() => {
  jest.resetModules()
})

for (let n = 0; n < 6; n++) {
  test(`store 1 is fresh for the ${n}. time`, () => {
    expect(require('../src/store').entries.length).toBe(20000)
  })
}
