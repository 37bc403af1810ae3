import { expect, test } from 'vitest'
import { stopWords } from '../src/index'

test('words are split', () => {
  expect('a b'.split(' ')).toHaveLength(2)
})

test.each([1, 2, 3, 4])('stop word %i is known', (n) => {
  expect(stopWords().has(`stop ${n}`)).toBe(true)
})
