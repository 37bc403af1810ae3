import assert from 'node:assert/strict'
import { test } from 'node:test'
import { InputError, readInputs, runArguments } from '../src/inputs'

const reader = (given: Record<string, string>) => (name: string) => given[name] ?? ''

test('without anything else the command alone is handed on', () => {
  const inputs = readInputs(reader({ command: 'pytest tests' }))
  assert.deepEqual(runArguments(inputs, '', ''), ['run', '--out', 'run.oomscope.json', '--', 'pytest', 'tests'])
})

test('every input has its option', () => {
  const inputs = readInputs(
    reader({
      command: 'pytest -q',
      'test-file': 'list.txt',
      'batch-size': '3',
      'memory-limit': '2GiB',
      hunt: 'always',
      'hunt-budget': '5m',
      shard: '2/4',
      'balance-by': 'baseline',
      config: 'oomscope.toml',
      'fail-on': 'leak',
      options: "--timeout 10m --label 'a b'",
      out: 'o.oomscope.json',
    }),
  )
  const expected =
    'run --out o.oomscope.json --tests list.txt --batch-size 3 --memory-limit 2GiB --hunt always --hunt-budget 5m --shard 2/4 ' +
    '--balance-by base.json --config oomscope.toml --fail-on leak --baseline base.json --timeout 10m --label'
  assert.deepEqual(runArguments(inputs, 'base.json', 'base.json'), [...expected.split(' '), 'a b', '--', 'pytest', '-q'])
})

test('shards are not balanced where there is no earlier run', () => {
  const inputs = readInputs(reader({ command: 'x', shard: '1/2', 'balance-by': 'baseline' }))
  assert.ok(!runArguments(inputs, '', '').includes('--balance-by'))
})

test('what cannot be used is refused by name', () => {
  const wrong: Array<[string, string]> = [
    ['command', "pytest 'x"],
    ['batch-size', '0'],
    ['batch-size', '-1'],
    ['hunt', 'maybe'],
    ['shard', '0/4'],
    ['archive', 'yes'],
    ['artifact-name', 'a/b'],
    ['checkpoint-seconds', 'soon'],
    ['retention-days', 'x'],
  ]
  for (const [name, value] of wrong) {
    const read = () => readInputs(reader({ [name]: value }))
    assert.throws(read, (error: Error) => error instanceof InputError && error.message.includes(`\`${name}\``))
  }
  assert.throws(() => readInputs(reader({ command: 'x', merge: 'y' })), InputError)
})
