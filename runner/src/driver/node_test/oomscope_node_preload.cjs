'use strict'
// oomscope's part of every Node process under `node --test`. In the one that runs the tests it chooses the files;
// in that of a file it tells, at the end, what memory the file took, and what its tests kept.
const { resolve } = require('node:path')
const { kib, readOrder, tell } = require('./oomscope_measure.cjs')

const isRunner = process.execArgv.includes('--test') && process.env.NODE_TEST_CONTEXT === undefined

if (isRunner && process.env.OOMSCOPE_LIST) {
  // No file is loaded for a list: in the place of each process there is one that does nothing.
  const { ChildProcess } = require('node:child_process')
  const spawn = ChildProcess.prototype.spawn
  ChildProcess.prototype.spawn = function (options) {
    return spawn.call(this, { ...options, file: '/bin/true', args: ['true'] })
  }
} else if (isRunner && process.env.OOMSCOPE_ORDER) {
  // Paths, or patterns, are what stands behind the options. Without an order all files are run, and the others are not
  // told of.
  const rounds = process.env.OOMSCOPE_ROUNDS
  const files = rounds ? [rounds] : readOrder()
  if (files !== undefined) process.argv.splice(1, Infinity, ...files)
} else if (process.env.OOMSCOPE_ROUNDS) {
  // oomscope_node_rounds.mjs tells of what it repeats.
} else if (process.env.NODE_TEST_CONTEXT !== undefined && process.argv[1]) {
  const { testOver, testsOver } = require('./oomscope_measure.cjs')
  // A hook of the root is called for the tests of the file, at all depths.
  require('node:test').afterEach(testOver)
  const test = resolve(process.argv[1])
  const memoryUsage = process.memoryUsage.bind(process)
  process.on('exit', () => tell({ event: 'measured', test, peak_kib: kib('VmHWM'), heap_bytes: memoryUsage().heapUsed, ...testsOver() }))
}
