import { expect, test } from 'vitest'
import { cities } from '../src/cities.js'

test('city 3 is there', () => {
  expect(cities()[3].name).toBe('city 3')
})
