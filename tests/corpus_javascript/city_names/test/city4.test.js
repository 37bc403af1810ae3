import { expect, test } from 'vitest'
import { cities } from '../src/cities.js'

test('city 4 is there', () => {
  expect(cities()[4].name).toBe('city 4')
})
