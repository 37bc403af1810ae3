'use strict'
// oomscope's part inside Mocha, loaded by `--require` in its own process and in each of its workers. It chooses
// the files or tells which there are, which one runs, what became of it and its tests, and what memory it took. Reporters stay the
// user's own.
const fs = require('node:fs')
const path = require('node:path')
const { tell, now, kib, resetPeak, plain, fileOver, readOrder } = require('./oomscope_measure.cjs')

const list = process.env.OOMSCOPE_LIST
let order = readOrder()
const repeats = order !== undefined && new Set(order).size < order.length
const broken = new Set()

// The class that the running Mocha itself uses, wherever it lies.
function findMocha() {
  for (const module of Object.values(require.cache)) {
    const prototype = typeof module.exports === 'function' && module.exports.prototype
    if (prototype && prototype.loadFilesAsync && prototype.loadFiles && prototype.addFile) return module.exports
  }
}

// Files of `--file` are loaded first in every process and are no tests of the plan.
function choose(mocha) {
  const files = [...new Set(mocha.files.map((file) => path.resolve(file)))]
  const first = new Set([].concat(mocha.options.file || []).map((file) => path.resolve(file)))
  if (list) {
    fs.writeFileSync(list, JSON.stringify(files.filter((file) => !first.has(file))))
    process.exit(0)
  }
  // A worker has one file, of those that its parent has told.
  if (!order && !mocha.options.isWorker) {
    order = files.filter((file) => !first.has(file)).sort()
    tell({ event: 'found', tests: order })
  }
  if (order) {
    const found = new Set(files)
    const chosen = new Set(order.filter((file) => found.has(file) && !first.has(file)))
    mocha.files = [...files.filter((file) => first.has(file)), ...chosen]
  }
}

// Where a file cannot be loaded, Mocha runs nothing at all. That one has failed, and the others run.
function giveUp(mocha, file, error) {
  if (order && !order.includes(path.resolve(file))) throw error
  const why = plain((error && (error.message || error.stack)) || error)
  tell({ event: 'end', test: path.resolve(file), outcome: 'failed', why })
  // A worker has no other file, and Mocha says why.
  if (mocha.options.isWorker) throw error
  broken.add(path.resolve(file))
  console.error(error)
  const root = mocha.suite
  root.suites = root.suites.filter((suite) => suite.file !== file)
  root.tests = root.tests.filter((test) => test.file !== file)
}

const Mocha = findMocha()
if (Mocha) {
  const { loadFiles, loadFilesAsync, run } = Mocha.prototype

  Mocha.prototype.loadFiles = function (done) {
    choose(this)
    const files = this.files
    for (const file of files) {
      this.files = [file]
      try {
        loadFiles.call(this)
      } catch (error) {
        giveUp(this, file, error)
      }
    }
    this.files = files
    if (done) done()
  }

  Mocha.prototype.loadFilesAsync = async function (...options) {
    choose(this)
    const files = this.files
    for (const file of files) {
      this.files = [file]
      try {
        await loadFilesAsync.apply(this, options)
      } catch (error) {
        giveUp(this, file, error)
      }
    }
    this.files = files
  }

  Mocha.prototype.run = function (done) {
    choose(this)
    // Mocha takes a suite apart when it is over.
    if (repeats) this.cleanReferencesAfterRun(false)
    const runner = run.call(this, (failures) => {
      // Mocha ends with the number of failures, and 137 of them would look like a SIGKILL.
      const ended = typeof failures === 'number' ? Math.min(1, failures + broken.size) : failures
      if (done) done(ended)
    })
    // In parallel each worker tells of its own files.
    if (!(runner.isParallelMode && runner.isParallelMode())) new Follower(this, runner).follow()
    return runner
  }
}

function fileOf(runnable) {
  for (let one = runnable; one; one = one.parent) {
    if (one.file) return path.resolve(one.file)
  }
}

function nameOf(runnable) {
  const names = []
  for (let one = runnable; one && !one.root; one = one.parent) {
    if (one.title) names.unshift(one.title)
  }
  return names.join(' > ')
}

// The suites and tests of the files as often as they stand in the order. Mocha runs tests that stand in no suite before
// all suites, so those of a file get one: else a file could not follow one that has suites.
function repeat(root) {
  const isOrdered = (unit) => order.includes(fileOf(unit))
  const bare = new Map()
  for (const test of root.tests.filter(isOrdered)) {
    const file = fileOf(test)
    if (!bare.has(file)) bare.set(file, suiteOf(root, file))
    bare.get(file).tests.push(test)
    test.parent = bare.get(file)
  }
  root.tests = root.tests.filter((test) => !isOrdered(test))
  const suites = [...bare.values(), ...root.suites]
  const unordered = suites.filter((suite) => !isOrdered(suite))
  root.suites = [...unordered, ...order.flatMap((file) => suites.filter((suite) => fileOf(suite) === file))]
}

// A suite without a name, with the settings of the one above it.
function suiteOf(root, file) {
  const { suites } = root
  root.suites = []
  const suite = root.constructor.create(root, '')
  root.suites = suites
  suite.file = file
  return suite
}

// What becomes of the files of one run. Tests of all files that stand in no suite run before all suites, so a file
// can be come back to.
class Follower {
  constructor(mocha, runner) {
    this.runner = runner
    // Later `runner.suite` is the one that runs.
    this.root = runner.suite
    this.files = new Map()
    this.current = undefined
    for (const file of mocha.files.map((file) => path.resolve(file))) {
      if (!broken.has(file)) this.files.set(file, { tests: 0, visits: 0 })
    }
    this.root.eachTest((test) => {
      const known = this.files.get(fileOf(test))
      if (known) known.tests += 1
    })
  }

  follow() {
    const { runner } = this
    runner.once('start', () => this.start())
    runner.on('suite', (suite) => this.enter(fileOf(suite), suite))
    runner.on('test', (test) => this.enter(fileOf(test)))
    runner.on('pending', (test) => {
      this.enter(fileOf(test))
      this.tell(test, 'skipped')
    })
    runner.on('pass', (test) => this.tell(test, 'passed'))
    runner.on('fail', (runnable, error) => this.tell(runnable, 'failed', error))
    runner.on('test end', (test) => this.leave(test))
    runner.on('suite end', (suite) => this.leave(suite))
    runner.once('end', () => this.end())
  }

  // The tree is whole, and what `only` leaves out is out of it.
  start() {
    const { root } = this
    if (repeats) repeat(root)
    const units = [...root.tests, ...root.suites]
    for (const unit of units) {
      const known = this.files.get(fileOf(unit))
      const eachTest = (take) => (unit.eachTest ? unit.eachTest(take) : take(unit))
      if (!known || this.runner.grepTotal({ eachTest }) === 0) continue
      known.last = unit
    }
    for (const [file, known] of this.files) {
      known.runs = units.filter((unit) => unit === known.last).length
      if (known.last) continue
      // Nothing of it is run: it is empty, or `--grep` or `only` leave it out.
      known.isTold = true
      tell({ event: 'end', test: file, outcome: known.tests > 0 ? 'skipped' : 'passed', duration_ms: 0 })
    }
  }

  enter(file, suite) {
    const known = this.files.get(file)
    // A suite that is run again begins anew.
    if (suite && suite.oomscopeRuns > 0) suite.reset()
    if (!known || known.isTold || this.current === file) return
    this.pause()
    this.current = file
    if (known.visits === 0) {
      known.begun = now()
      tell({ event: 'start', test: file })
    }
    known.visits += 1
    known.isReset = resetPeak() && known.isReset !== false
  }

  // The running file makes room for another one.
  pause() {
    const known = this.files.get(this.current)
    if (known && known.isReset) known.peak = Math.max(known.peak || 0, kib('VmHWM') || 0)
    this.current = undefined
  }

  tell(runnable, outcome, error) {
    const file = fileOf(runnable) || this.current
    const known = this.files.get(file)
    if (!known) return
    const why = error ? plain(error.message || error) : undefined
    known[outcome] = (known[outcome] || 0) + 1
    if (outcome === 'failed' && known.why === undefined) known.why = `${runnable.title}: ${why}`
    tell({ event: 'case', test: file, name: nameOf(runnable), outcome, duration_ms: runnable.duration, why })
  }

  // A suite or a test is over; a test that was tried again is a copy.
  leave(unit) {
    let one = unit
    while (one.retriedTest && one.retriedTest()) one = one.retriedTest()
    if (one.parent !== this.root) return
    one.oomscopeRuns = (one.oomscopeRuns || 0) + 1
    const file = fileOf(one)
    const known = this.files.get(file)
    if (!known || known.last !== one) return
    this.finish(file, known)
    known.runs -= 1
    if (known.runs > 0) Object.assign(known, { isTold: false, visits: 0, passed: 0, skipped: 0, failed: 0, why: undefined })
  }

  finish(file, known) {
    if (this.current === file) this.pause()
    known.isTold = true
    tell({
      event: 'end',
      test: file,
      outcome: known.failed ? 'failed' : known.skipped && !known.passed ? 'skipped' : 'passed',
      duration_ms: now() - known.begun,
      why: known.why,
      peak_kib: known.isReset ? known.peak : undefined,
      ...fileOver(file)
    })
  }

  // What a failed hook, or the end after the first failure, left half done.
  end() {
    for (const [file, known] of this.files) {
      if (known.visits > 0 && !known.isTold) this.finish(file, known)
    }
  }
}
