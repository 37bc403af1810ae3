import * as client from '../src/client'

declare const test: any
declare const expect: any

test('client 1 has steps', () => {
  expect(Object.keys(client).length).toBe(1500)
  expect(client.step1499(2)).toBe(2999)
})
