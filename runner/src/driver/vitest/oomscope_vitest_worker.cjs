'use strict'
// oomscope's part in the workers of Vitest, loaded by each process and thread of Node first. Without isolation a
// worker runs one file after the other: what one has left is known when the next one begins, or when the worker
// hands over its results. With isolation it ends with its file, and what that keeps is what its tests leave.
const { isMainThread, MessagePort } = require('node:worker_threads')

// A thread of Vitest 4 has one port; one of the versions before gets another for its results.
const port = isMainThread ? process : MessagePort.prototype
const post = isMainThread ? 'send' : 'postMessage'

if (typeof port[post] === 'function') {
  const { tell, fileOver, settle, settled, readOrder, testOver, testsOver } = require('./oomscope_measure.cjs')
  let running
  let alone
  let files = 0
  let planned
  const over = () => {
    if (running === undefined) return
    files += 1
    const { kept_kib, grown_bytes } = fileOver(running)
    if (kept_kib !== undefined) tell({ event: 'measured', test: running, kept_kib, grown_bytes })
    running = undefined
  }
  const aloneOver = () => {
    if (alone === undefined) return
    const { kept_kib, grown_bytes } = testsOver()
    if (kept_kib !== undefined) tell({ event: 'measured', test: alone, kept_kib, grown_bytes })
    alone = undefined
  }
  // oomscope_vitest_setup.mjs calls them, which Vitest loads before each file, and waits.
  process[Symbol.for('oomscope.vitest')] = {
    async begins(path) {
      // It is written when the files have been found.
      planned ??= readOrder()?.length
      if (running !== undefined) await settled()
      over()
      running = path
    },
    beginsAlone(path) {
      alone = path
    },
    testOver
  }
  const original = port[post]
  port[post] = function (message, ...rest) {
    const says = answer(message)
    if (says !== undefined) {
      over()
      aloneOver()
    }
    // What follows is a signal that ends the worker; or the end of the page that the files had in common, with what
    // they left in it.
    if (says === 'stopped' || (says !== undefined && files === planned)) settle()
    return original.call(this, message, ...rest)
  }
}

// What the worker says about files: Vitest 4 when it is told to stop as well, the versions before after each of them.
function answer(message) {
  if (typeof message !== 'object' || message === null) return undefined
  if (message.__vitest_worker_response__) return message.type
  return 'taskId' in message && 'result' in message ? 'finished' : undefined
}
