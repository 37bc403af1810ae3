'use strict'
// oomscope's part in the workers of Jest, loaded by each process of Node first. A worker runs one file after the
// other; when it hands over a result, all of that file is over, and its memory is told.
if (process.env.JEST_WORKER_ID !== undefined && typeof process.send === 'function') {
  const { tell, kib, resetPeak, fileOver } = require('./oomscope_measure.cjs')
  const send = process.send
  // At its beginning the high-water mark is the first file's, with what the process itself needs.
  let isReset = true
  process.send = function (message, ...rest) {
    // `[PARENT_MESSAGE_OK, result]` of jest-worker.
    const result = Array.isArray(message) && message[0] === 0 ? message[1] : undefined
    if (result && typeof result.testFilePath === 'string') {
      const peak_kib = isReset ? kib('VmHWM') : undefined
      const test = result.testFilePath
      tell({ event: 'measured', test, peak_kib, ...fileOver(test) })
      isReset = resetPeak()
    }
    return send.call(this, message, ...rest)
  }
}
