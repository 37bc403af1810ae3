'use strict'
// oomscope's part in the workers of Jest, loaded by each process of Node first. A worker runs one file after the
// other; when it hands over a result, all of that file is over, and its memory is told.
if (process.env.JEST_WORKER_ID !== undefined && typeof process.send === 'function') {
  const { tell, kib, resetPeak, fileOver, settle } = require('./oomscope_measure.cjs')
  const send = process.send
  // Tests may replace these.
  const [later, never] = [setTimeout, clearTimeout]
  // No file has come for so long, in milliseconds, while another worker has one: what the last one left is told now, as
  // Jest gives no time for that at the end.
  const IDLE_MS = 100
  let idle
  // At its beginning the high-water mark is the first file's, with what the process itself needs.
  let isReset = true
  // Whoever listens to its parent does not end by itself. So this begins late, as a test may have forked the process,
  // and ends with the worker's own listener, by whose end Jest lets it go.
  function listen() {
    const hear = () => never(idle)
    process.on('message', hear)
    process.on('removeListener', (name) => {
      if (name === 'message' && process.listenerCount(name) === 1) process.removeListener(name, hear)
    })
  }
  process.send = function (message, ...rest) {
    // `[PARENT_MESSAGE_OK, result]` of jest-worker.
    const result = Array.isArray(message) && message[0] === 0 ? message[1] : undefined
    if (result && typeof result.testFilePath === 'string') {
      const peak_kib = isReset ? kib('VmHWM') : undefined
      const test = result.testFilePath
      tell({ event: 'measured', test, peak_kib, ...fileOver(test, true) })
      isReset = resetPeak()
      if (idle === undefined) listen()
      idle = later(settle, IDLE_MS)
      idle.unref()
    }
    return send.call(this, message, ...rest)
  }
}
