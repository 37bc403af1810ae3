import { expect, test } from 'vitest'
import { search } from '../src/index'

test('words 2 are found once', () => {
  expect(search('words 2')).toHaveLength(9000)
})
