test('modules are loaded anew', () => {
  for (let n = 0; n < 5; n++) {
    jest.resetModules()
    expect(require('../src/prices').prices.length).toBe(20000)
  }
})
