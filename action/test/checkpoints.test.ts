import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Checkpoints, type Surroundings, pause } from '../src/checkpoints'

/** A store that writes down what it is asked. */
function surroundings(change: Partial<Surroundings> = {}) {
  const log: string[] = []
  const world = { size: 0 as number | undefined, fails: false }
  const around: Surroundings = {
    store: {
      upload: async name => {
        if (world.fails) throw new Error('full')
        log.push(`upload ${name}`)
        return { name, id: 1 }
      },
      remove: async name => void log.push(`remove ${name}`),
      abandon: () => void log.push('abandon'),
    },
    name: 'run',
    // The clock of the class never comes to it in a test.
    seconds: 1e6,
    retentionDays: 0,
    size: () => world.size,
    recover: async () => 'file',
    now: () => 0,
    warn: text => void log.push(`warn ${text}`),
    ...change,
  }
  return { log, world, checkpoints: new Checkpoints(around) }
}

test('one is made when the journal has grown, and the one before goes after it', async () => {
  const { log, world, checkpoints } = surroundings()
  world.size = undefined
  await checkpoints.make()
  for (const size of [10, 10, 20, 30]) {
    world.size = size
    await checkpoints.make()
  }
  await checkpoints.end('wait')
  await checkpoints.clear()
  assert.deepEqual(log, [
    'upload checkpoint-run-1',
    'upload checkpoint-run-2',
    'remove checkpoint-run-1',
    'upload checkpoint-run-3',
    'remove checkpoint-run-2',
    'remove checkpoint-run-3',
  ])
})

test('a failure is told, and the next one has another name', async () => {
  const { log, world, checkpoints } = surroundings()
  world.size = 10
  world.fails = true
  await checkpoints.make()
  world.fails = false
  await checkpoints.make()
  await checkpoints.end('wait')
  assert.equal(log.length, 2)
  assert.match(log[0] ?? '', /^warn .*full$/)
  assert.equal(log[1], 'upload checkpoint-run-2')
})

test('one whose upload is given up says nothing', async () => {
  const { log, world, checkpoints } = surroundings({ recover: () => Promise.reject(new Error('late')) })
  world.size = 10
  const made = checkpoints.make()
  await checkpoints.end('give up')
  await made
  assert.deepEqual(log, ['abandon'])
})

test('six hours make no more than a hundred or so', () => {
  let at = 0
  let count = 0
  while (at < 6 * 3600) {
    at += pause(30, at)
    count += 1
  }
  assert.ok(count > 50 && count < 130, String(count))
})
