beforeEach(() => {
  jest.resetModules()
})

for (let n = 0; n < 6; n++) {
  test(`store 4 is fresh for the ${n}. time`, () => {
    expect(require('../src/store').entries.length).toBe(20000)
  })
}
