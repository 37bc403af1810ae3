'use strict'
// oomscope's part of every Node process under `node --test`. In the one that runs the tests it chooses the files;
// in that of a file it tells, at the end, what memory the file took.
const { readFileSync } = require('node:fs')
const { resolve } = require('node:path')

const isRunner = process.execArgv.includes('--test') && process.env.NODE_TEST_CONTEXT === undefined

if (isRunner && process.env.OOMSCOPE_LIST) {
  // No file is loaded for a list: in the place of each process there is one that does nothing.
  const { ChildProcess } = require('node:child_process')
  const spawn = ChildProcess.prototype.spawn
  ChildProcess.prototype.spawn = function (options) {
    return spawn.call(this, { ...options, file: '/bin/true', args: ['true'] })
  }
} else if (isRunner && process.env.OOMSCOPE_ORDER) {
  try {
    // Paths, or patterns, are what stands behind the options.
    process.argv.splice(1, Infinity, ...JSON.parse(readFileSync(process.env.OOMSCOPE_ORDER, 'utf8')))
  } catch {
    // Then all files are run, and the others are not told of.
  }
} else if (process.env.NODE_TEST_CONTEXT !== undefined && process.argv[1]) {
  const { tell, kib } = require('./oomscope_measure.cjs')
  const test = resolve(process.argv[1])
  const memoryUsage = process.memoryUsage.bind(process)
  process.on('exit', () => tell({ event: 'measured', test, peak_kib: kib('VmHWM'), heap_bytes: memoryUsage().heapUsed }))
}
