import { find } from '../src/lookup.js'

test('place 2 is found', () => {
  expect(find('place 2').at).toBe(2)
})
