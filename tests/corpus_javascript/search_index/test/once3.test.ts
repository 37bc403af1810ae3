import { expect, test } from 'vitest'
import { search } from '../src/index'

test('words 3 are found once', () => {
  expect(search('words 3')).toHaveLength(9000)
})
