import { expect, test } from 'vitest'
import { search } from '../src/search.js'

test('hats are found', () => {
  expect(search('hats')).toBeGreaterThan(0)
})
