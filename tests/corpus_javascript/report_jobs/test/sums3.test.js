import assert from 'node:assert/strict'
import test from 'node:test'
import { sum } from '../src/jobs.js'

for (let n = 1; n < 6; n++) {
  test(`3 to ${n} are added up`, () => {
    assert.equal(sum([{ n }, { n: 3 }]), n + 3)
  })
}
