import { expect, test } from 'vitest'
import { search } from '../src/index'

test('words 1 are found once', () => {
  expect(search('words 1')).toHaveLength(9000)
})
