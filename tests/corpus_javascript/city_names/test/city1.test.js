import { expect, test } from 'vitest'
import { cities } from '../src/cities.js'

test('city 1 is there', () => {
  expect(cities()[1].name).toBe('city 1')
})
