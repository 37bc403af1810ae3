import { expect, test } from 'vitest'
import { learn } from '../src/prices'

test('prices 2 are learnt', () => {
  expect(learn(`day ${Math.random()}`, 40000).length).toBe(40000)
})
