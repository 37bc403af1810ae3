import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hasBudget } from '../src/budget'

test('a budget is looked for up to the root of the repository', () => {
  const root = mkdtempSync(join(tmpdir(), 'oomscope-budget-'))
  const inside = join(root, 'repository', 'app')
  mkdirSync(join(inside, '..', '.git'), { recursive: true })
  mkdirSync(inside)
  writeFileSync(join(root, 'oomscope.toml'), '')
  assert.equal(hasBudget(inside), false)
  writeFileSync(join(inside, '..', 'pyproject.toml'), '[tool.other]\n')
  assert.equal(hasBudget(inside), false)
  writeFileSync(join(inside, '..', 'pyproject.toml'), '[tool.oomscope.budget]\npeak = "1GiB"\n')
  assert.equal(hasBudget(inside), true)
  rmSync(root, { recursive: true })
})
