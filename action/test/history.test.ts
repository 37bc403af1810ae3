import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newestRuns, placeOf } from '../src/history'

test('the newest runs are kept', () => {
  const runs = [1, 3, 2].map(n => ({ file: `artifacts/${n}.json`, started_at: `2026-01-0${n}` }))
  assert.deepEqual(newestRuns(runs, 2).map(run => run.file), ['artifacts/3.json', 'artifacts/2.json'])
})

test('a file stays in its folder', () => {
  assert.equal(placeOf('artifacts/a/b%20c.oomscope.json'), 'a/b c.oomscope.json')
  const odd = ['artifacts/../../x.json', '/etc/x.json', 'artifacts/..%2fx.json', 'http://h/x.json', 'artifacts/x.sh', '..']
  for (const file of odd) assert.throws(() => placeOf(file), /no artifact/)
})
