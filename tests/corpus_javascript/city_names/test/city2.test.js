import { expect, test } from 'vitest'
import { cities } from '../src/cities.js'

test('city 2 is there', () => {
  expect(cities()[2].name).toBe('city 2')
})
