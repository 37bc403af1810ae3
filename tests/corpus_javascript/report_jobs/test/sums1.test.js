import assert from 'node:assert/strict'
import test from 'node:test'
import { sum } from '../src/jobs.js'

for (let n = 1; n < 6; n++) {
  test(`1 to ${n} are added up`, () => {
    assert.equal(sum([{ n }, { n: 1 }]), n + 1)
  })
}
