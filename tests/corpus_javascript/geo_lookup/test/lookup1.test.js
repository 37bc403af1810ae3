import { find } from '../src/lookup.js'

test('place 1 is found', () => {
  expect(find('place 1').at).toBe(1)
})
