'use strict'
// oomscope's part in the workers of Vitest, loaded by each process and thread of Node first. Without isolation a
// worker runs one file after the other: what one has left is known when the next one begins, or when the worker
// hands over its results.
const { isMainThread, parentPort } = require('node:worker_threads')

const port = isMainThread ? process : parentPort
const post = isMainThread ? 'send' : 'postMessage'

if (port && typeof port[post] === 'function') {
  const { tell, fileOver, settle, settled } = require('./oomscope_measure.cjs')
  let running
  const over = () => {
    if (running === undefined) return
    const { kept_kib, grown_bytes } = fileOver(running)
    if (kept_kib !== undefined) tell({ event: 'measured', test: running, kept_kib, grown_bytes })
    running = undefined
  }
  // oomscope_vitest_setup.mjs calls it, which Vitest loads before each file, and waits.
  process[Symbol.for('oomscope.vitest')] = async (path) => {
    if (running !== undefined) await settled()
    over()
    running = path
  }
  const original = port[post]
  port[post] = function (message, ...rest) {
    // All files that were given to the worker are over. What follows may be a signal that ends it, or the end of the
    // page that the files had in common, with what they left in it.
    if (answer(message) !== undefined) {
      over()
      settle()
    }
    return original.call(this, message, ...rest)
  }
}

// The answer of Vitest 4 to what a worker was asked to do, and that of the pool of the versions before, whose workers
// get all of their files at once.
function answer(message) {
  if (typeof message !== 'object' || message === null) return undefined
  if (message.__vitest_worker_response__) return message.type
  return 'taskId' in message && 'result' in message ? 'stopped' : undefined
}
