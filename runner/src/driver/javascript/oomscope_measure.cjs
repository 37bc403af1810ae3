'use strict'
// What oomscope's code inside JavaScript test processes shares: telling the runner, the kernel's figures, and what
// a test file keeps. It never fails a test: where something cannot be read, a figure is missing. Resident memory
// before and after a file is not told: between two collections it shows garbage.
const { appendFileSync, existsSync, readFileSync, readdirSync, writeFileSync } = require('node:fs')
const { queryObjects } = require('node:v8')
const { isMainThread } = require('node:worker_threads')

// Tests may replace these.
const told = process.env.OOMSCOPE_TOLD
const memoryUsage = process.memoryUsage.bind(process)
// Milliseconds since the process began, or the thread.
const now = performance.now.bind(performance)
const soon = setImmediate

// In the hunt, which compares peaks, collections may take what they take.
const isHunt = process.env.OOMSCOPE_COLLECT === 'always'
// Share of the time passed that forced collections may take otherwise. The first of a process is made in any case, and
// the last where there is something to find: without them nothing could be said of it.
const COLLECT_SHARE = isHunt ? Infinity : 0.02
// Growth that counts, and from which a collection is made once more before it is believed, so often at most. What
// gives no reason to hunt need not be as exact.
const GROWTH_BYTES = 512 * 1024
const DOUBTED_BYTES = isHunt ? GROWTH_BYTES : 2 * 1024 * 1024
// What Jest keeps of each file for which there was no time, as shared/src/worth.rs counts it.
const FURTHER_BYTES = isHunt ? 0 : 80 * 1024
const MOST_AGAIN = 3
// A full collection costs more than its own time: V8 lets go of code that was compiled for speed, and compiles it anew
// where modules outlive their files. Under Vitest 0.4 s of processor time were seen for each, of which half is counted.
const COMPILING_MS = 200
// The room that a heap has which has not been collected.
const ROOM_BYTES = 48 * 1024 * 1024
// Turns of the event loop after which what is due has been called.
const TURNS = 3
// What a collection is taken to cost before the first one has been timed.
const COLLECTION_MS = 20
// How long threads and processes that are ended may take for it in the hunt, and how often it is looked.
const GRACE_MS = 250
const STEP_MS = 10

// The lines are described in src/driver/reporter.rs. They come from all processes of a batch, each whole.
function tell(...lines) {
  if (!told) return
  try {
    appendFileSync(told, lines.map((line) => JSON.stringify(line) + '\n').join(''))
  } catch {
    // The runner is gone.
  }
}

// The files of the batch in order, and as often as they are to be run; nothing where it finds them by itself.
function readOrder() {
  try {
    return JSON.parse(readFileSync(process.env.OOMSCOPE_ORDER, 'utf8'))
  } catch {
    return undefined
  }
}

// That the last file has begun, where one process hands them out: then no process has another one before it.
const lastMark = `${process.env.OOMSCOPE_ORDER}.last`
function lastBegins() {
  try {
    writeFileSync(lastMark, '')
  } catch {
    // Then what is left at the end is not told.
  }
}

function kib(name) {
  return figure(status('self'), name)
}

function status(process) {
  try {
    return readFileSync(`/proc/${process}/status`, 'latin1')
  } catch {
    return ''
  }
}

function figure(status, name) {
  const found = new RegExp('^' + name + ':\\s+(\\d+)', 'm').exec(status)
  return found ? Number(found[1]) : undefined
}

// What lives beside V8's heap and is no garbage: threads, with the memory of the process, and the processes below.
function beside() {
  const own = status('self')
  const children = new Map()
  const visit = (process) => {
    for (const task of readdirSync(`/proc/${process}/task`)) {
      const below = readFileSync(`/proc/${process}/task/${task}/children`, 'latin1')
      for (const child of below.split(' ').filter(Boolean)) {
        // One that has ended and waits for its parent has no memory.
        const anonymous = figure(status(child), 'RssAnon')
        if (anonymous === undefined) continue
        children.set(child, anonymous * 1024)
        visit(child)
      }
    }
  }
  try {
    visit('self')
  } catch {
    // The kernel was built without that list, or one has just ended.
  }
  return { threads: figure(own, 'Threads') ?? 0, anonymous: (figure(own, 'RssAnon') ?? 0) * 1024, children }
}

// Sets the kernel's high-water mark back, so that it is the peak of what follows.
function resetPeak() {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
    return true
  } catch {
    return false
  }
}

// Without the codes of a terminal.
function plain(text) {
  return String(text).replace(/\u001b\[[0-9;]*m/g, '').trim()
}

// V8's collector, without `--expose-gc` on the command: NODE_OPTIONS does not take that flag in every version of
// Node. Contexts that tests make later do not see it.
function collector() {
  if (typeof globalThis.gc === 'function') return globalThis.gc
  const { setFlagsFromString } = require('node:v8')
  setFlagsFromString('--expose-gc')
  const gc = require('node:vm').runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  return gc
}

// In rounds of the hunt the heap is written after some of the files.
const heaps = process.env.OOMSCOPE_HEAPS ? require('./oomscope_heaps.cjs') : undefined

let gc
let collecting = 0
let expected = COLLECTION_MS
// What was in use after the last collection at the end of a file, and the last file since then.
let base
let uncollected
// How many files are over since then.
let waiting = 0
// What was in use when another collection has just freed no more, and nothing has run since then.
let atRest
// Threads and processes then.
let around
// A dump of the heap leaves something of its own, which comes with the next file.
let isAfterDump = false

function inUse(collect = (gc ??= collector())) {
  withRoom(collect)
  // Memory outside of the heap that the first one has freed is counted off only by the next one, however small.
  gc({ type: 'minor' })
  const { heapUsed, external } = memoryUsage()
  return { heapUsed, held: heapUsed + external }
}

// A small heap has much room at first, which the first full collection would end: V8 would collect four times as often
// from then on, and compile anew what was lost. So it is given what it had.
function withRoom(collect) {
  const { heapUsed } = memoryUsage()
  if (heapUsed >= ROOM_BYTES || isHunt) return collect()
  const { setFlagsFromString } = require('node:v8')
  setFlagsFromString(`--heap-growing-percent=${Math.round((ROOM_BYTES / heapUsed - 1) * 100)}`)
  collect()
  setFlagsFromString('--heap-growing-percent=0')
}

// As V8 collects where it is asked for all objects of a class: what it only keeps to be quicker goes as well, as the
// code of modules that Jest has linked, with all that hangs on it. Node before 20.13 cannot ask.
class Nothing {}
let hasAsked = false
function collectAll() {
  if (!queryObjects) return gc()
  const ask = () => queryObjects(Nothing, { format: 'count' })
  if (hasAsked) return ask()
  hasAsked = true
  // The first time Node would warn of it, in the output of the tests.
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    ask()
  } finally {
    process.emitWarning = emitWarning
  }
}

// That takes a second in a heap of 200 MB. Of a file that has kept most of its growth once it is not asked again, and in
// a run only where each file has a context of its own, or nothing follows.
const keeping = new Set()
let haveContexts = false

// What is in use after a collection. One alone does not let go of contexts that hold each other by weak links, so
// growth is believed only when others, by the last of which all goes that can, free no more of it.
function collect(test) {
  const start = now()
  const isSure = atRest !== undefined
  let found = atRest ?? inUse()
  atRest = undefined
  const doubted = DOUBTED_BYTES + (haveContexts ? waiting * FURTHER_BYTES : 0)
  const isDoubted = () => (base === undefined ? isHunt : found.held >= base + doubted)
  if (!isSure && (base === undefined || isDoubted())) found = inUse()
  const isAsked = (isHunt || haveContexts) && !keeping.has(test)
  for (let again = 0; again < MOST_AGAIN && isAsked && isDoubted(); again += 1) {
    const before = found.held
    found = inUse(collectAll)
    if (before - found.held >= GROWTH_BYTES) continue
    if (base !== undefined) keeping.add(test)
    break
  }
  expected = now() - start + (haveContexts ? 0 : COMPILING_MS)
  collecting += expected
  return found
}

function inUseWithGarbage() {
  const { heapUsed, external } = memoryUsage()
  return heapUsed + external
}

// Whether the process holds more than after the last collection, with what is old garbage, or something beside its heap.
function hasGrown() {
  const least = base + GROWTH_BYTES
  if (inUseWithGarbage() >= least && inUseWithoutYoung() >= least) return true
  return isMainThread && isMore(beside())
}

function isMore({ threads, children }) {
  return threads > around.threads || [...children.keys()].some((child) => !around.children.has(child))
}

// Threads and processes that are ended when a file is over need a moment for it.
function lookBeside() {
  let found = beside()
  if (around === undefined || !isHunt) return found
  for (let waited = 0; isMore(found) && waited < GRACE_MS; waited += STEP_MS) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STEP_MS)
    found = beside()
  }
  return found
}

// What came beside the heap since the last file, or went: workers and processes. Nobody tells what a thread takes;
// where there are more or fewer, it is by how much the process changed more than its heap.
function grownBeside(heap) {
  const last = around
  // What a thread of Vitest sees is that of all.
  if (!isMainThread) return { workers: 0, children: 0 }
  around = lookBeside()
  if (last === undefined) return { workers: 0, children: 0 }
  const threads = around.threads - last.threads
  const anonymous = around.anonymous - last.anonymous - heap
  const workers = threads === 0 ? 0 : threads > 0 ? Math.max(0, anonymous) : Math.min(0, anonymous)
  let children = 0
  for (const [child, bytes] of around.children) if (!last.children.has(child)) children += bytes
  for (const [child, bytes] of last.children) if (!around.children.has(child)) children -= bytes
  return { workers, children }
}

// What ends with a file may hang on callbacks that are due, some of which only a collection makes due, and would be
// charged to it or to the next one.
async function settled() {
  await turns()
  if (!isHunt || base === undefined) return
  let before = Infinity
  for (let again = 0; again < MOST_AGAIN; again += 1) {
    const found = inUse()
    if (found.held < base + GROWTH_BYTES || before - found.held < GROWTH_BYTES) {
      atRest = found
      break
    }
    before = found.held
    await turns()
  }
}

async function turns() {
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((done) => soon(done))
}

// Jest complains of a worker whose end takes more than half a second, and kills it.
const isHurried = process.env.JEST_WORKER_ID !== undefined && typeof process.send === 'function'

// What a file that is over has left in V8, its heap and what hangs on it outside, and beside that in worker threads
// and processes, against the file before in this process. The first one pays for all (modules, transforms) and has no
// such figure. Where a collection would cost too much, or could find nothing, there is none either, and the next file
// that is collected carries the growth.
function fileOver(test, hasContext = false) {
  haveContexts = hasContext
  try {
    if (base === undefined) {
      if (!isHurried) process.on('exit', settle)
    } else if (!mayCollect()) {
      uncollected = test
      waiting += 1
      return { heap_bytes: memoryUsage().heapUsed }
    }
    return collected(test)
  } catch {
    return {}
  }
}

function mayCollect() {
  if (isHunt) return true
  const isDue = collecting + expected <= now() * COLLECT_SHARE || existsSync(lastMark)
  return isDue && hasGrown()
}

function collected(test) {
  const { heapUsed, held } = collect(test)
  const heap = held - base
  const { workers, children } = grownBeside(heap)
  const grown = heap + workers + children
  const isTold = base !== undefined && !isAfterDump
  base = held
  uncollected = undefined
  waiting = 0
  isAfterDump = heaps?.fileOver({ workers, children }) ?? false
  if (!isTold) return { heap_bytes: heapUsed }
  return { heap_bytes: heapUsed, kept_kib: Math.max(0, Math.round(grown / 1024)), grown_bytes: grown }
}

// No other file follows: what has not been told is charged to the last one.
function settle() {
  if (uncollected === undefined || (!isHunt && !hasGrown())) return
  try {
    tell({ event: 'measured', test: uncollected, ...collected(uncollected) })
  } catch {
    // Then nobody knows.
  }
}

// Where a process is that of one file: a test in it is over. What was in use after the first one counts with its
// garbage, as a collection of a process that lives for some ten milliseconds would cost more than all the rest; where
// a framework has left much of it (`isLarge`), without what is young, which takes a few milliseconds.
let tests = 0
let afterFirst
function testOver(isLarge) {
  tests += 1
  if (tests === 1) afterFirst = isLarge ? inUseWithoutYoung() : inUseWithGarbage()
}

function inUseWithoutYoung() {
  gc ??= collector()
  const start = now()
  gc({ type: 'minor' })
  collecting += now() - start
  return inUseWithGarbage()
}

// All of them are over: what those after the first have left, where it is enough to be looked for. Most garbage is
// young, and goes without looking at what is old.
function testsOver() {
  const least = afterFirst + DOUBTED_BYTES
  try {
    if (tests < 2 || inUseWithGarbage() < least || inUseWithoutYoung() < least) return {}
    base = afterFirst
    haveContexts = true
    const grown = collect().held - afterFirst
    return { kept_kib: Math.max(0, Math.round(grown / 1024)), grown_bytes: grown }
  } catch {
    return {}
  }
}

module.exports = { tell, readOrder, lastBegins, now, kib, resetPeak, plain, settled, fileOver, settle, testOver, testsOver }
