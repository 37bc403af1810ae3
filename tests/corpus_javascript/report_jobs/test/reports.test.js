import assert from 'node:assert/strict'
import test from 'node:test'
import { fetchReport } from '../src/jobs.js'

for (const name of ['sales', 'stock', 'staff', 'tax', 'cash', 'fleet', 'costs', 'goals']) {
  test(`${name} is fetched`, async () => {
    assert.equal((await fetchReport(name)).length, 12000)
  })
}
