import assert from 'node:assert/strict'
import { test } from 'node:test'
import { strToU8, zipSync } from 'fflate'
import { type Listed, newest, unpacked } from '../src/base'

const listed = (id: number, change: Partial<Listed> = {}): Listed => ({
  id,
  name: 'oomscope',
  expired: false,
  created_at: `2026-01-0${id}T00:00:00Z`,
  workflow_run: { id, head_branch: 'main', head_repository_id: 1, repository_id: 1 },
  ...change,
})

test('the newest of the branch is taken', () => {
  const other = { id: 9, head_branch: 'x', head_repository_id: 1, repository_id: 1 }
  const all = [listed(1), listed(3), listed(2), listed(4, { workflow_run: other }), listed(5, { name: 'o' })]
  assert.equal(newest(all, 'oomscope', 'main')?.id, 3)
  assert.equal(newest(all, 'oomscope', 'y'), undefined)
})

test('a fork with a branch of that name is not trusted', () => {
  const fork = { id: 9, head_branch: 'main', head_repository_id: 2, repository_id: 1 }
  assert.equal(newest([listed(4, { workflow_run: fork }), listed(1)], 'oomscope', 'main')?.id, 1)
})

test('what is expired or belongs to no run is left out', () => {
  assert.equal(newest([listed(1, { expired: true }), listed(2, { workflow_run: null })], 'oomscope', 'main'), undefined)
})

test('a zip is opened, anything else is the artifact itself', () => {
  const json = strToU8('{"format_version":1}')
  assert.deepEqual(unpacked(json), json)
  assert.deepEqual(Buffer.from(unpacked(zipSync({ 'a/run.oomscope.json': json, 'README.md': json }))), Buffer.from(json))
  assert.throws(() => unpacked(zipSync({ 'x.md': json })), /no \*\.json/)
  assert.throws(() => unpacked(zipSync({ 'x.json': json, 'y.json.gz': json })), /2 \*\.json/)
})
