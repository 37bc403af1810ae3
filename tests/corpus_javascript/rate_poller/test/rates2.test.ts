import { Poller } from '../src/poller'

declare const test: any
declare const expect: any

test('rates 2 are told', () => {
  let seen = 0
  const poller = new Poller(30000, (rates) => { seen = rates.length })
  poller.poll()
  expect(seen).toBe(30000)
})
