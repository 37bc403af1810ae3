import { find } from '../src/lookup.js'

test('place 3 is found', () => {
  expect(find('place 3').at).toBe(3)
})
