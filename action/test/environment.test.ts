import assert from 'node:assert/strict'
import { test } from 'node:test'
import { forTests } from '../src/environment'

test('tests get no token and no input of the action', () => {
  const environment = {
    PATH: '/bin',
    GITHUB_REF: 'x',
    'INPUT_GITHUB-TOKEN': 's',
    ACTIONS_RUNTIME_TOKEN: 's',
    ACTIONS_RUNTIME_URL: 's',
    ACTIONS_RESULTS_URL: 's',
    ACTIONS_CACHE_URL: 's',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 's',
    ACTIONS_STEP_DEBUG: 'true',
  }
  assert.deepEqual(forTests(environment), { PATH: '/bin', GITHUB_REF: 'x', ACTIONS_STEP_DEBUG: 'true' })
})
