import { expect, test } from 'vitest'
import { search } from '../src/search.js'

test('shoes are found', () => {
  expect(search('shoes')).toBeGreaterThan(0)
})
