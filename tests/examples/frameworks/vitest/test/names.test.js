import { expect, test } from 'vitest'

test('names have letters', () => {
  expect('Ada').toMatch(/\w+/)
})
