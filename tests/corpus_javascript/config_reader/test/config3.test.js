const fs = require('fs')
const { read } = require('../src/config')

test('config 3 is read', () => {
  const large = JSON.stringify(Array.from({ length: 30000 }, (_, at) => ({ at })))
  const spy = jest.spyOn(fs, 'readFileSync').mockImplementation(() => large)
  expect(read('config3.json').length).toBe(30000)
  expect(spy).toHaveBeenCalled()
})
