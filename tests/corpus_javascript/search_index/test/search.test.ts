import { expect, test } from 'vitest'
import { search } from '../src/index'

test.each(['hats', 'shoes', 'coats', 'gloves', 'scarves', 'belts', 'ties', 'socks'])('%s are found', (words) => {
  expect(search(words)).toHaveLength(9000)
})
