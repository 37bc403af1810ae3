declare const beforeEach: any, expect: any, jest: any, test: any

beforeEach(() => {
  jest.resetModules()
})

for (let n = 0; n < 5; n++) {
  test(`catalog 1 is whole ${n}`, () => {
    const { entries, lazily } = require('../src/catalog')
    expect(entries.length + lazily().length).toBe(75001)
  })
}
