'use strict'
// Where the hunt repeats test files in one process: V8's heap after some of them, which objects each left where that
// is asked for, and the lines that took what has come meanwhile and is still there. Folder and places come by the
// environment:
//
//   N.heapsnapshot   the heap, from 0
//   notes.json       { "marks": [id, …],
//                      "beside": { "workers", "children" },  bytes that came beside the heap since the first dump
//                      "samples": [{ "bytes", "stack": [[url, line, column], …] }, …],
//                      "maps": { url: source map as a data: URL or a path } }
//
// V8 numbers objects when it first looks at them, so a number above all that there are, noted after each file, tells
// of each object in a later snapshot which file left it. Looking is dear once it has begun, for which reason it is
// asked for only where it is needed. Lines and columns count from 0, the innermost function comes first. It never
// fails a test.
const { renameSync, writeFileSync } = require('node:fs')
const { Session } = require('node:inspector')
const path = require('node:path')
const { writeHeapSnapshot } = require('node:v8')

const folder = process.env.OOMSCOPE_HEAPS
const places = (process.env.OOMSCOPE_HEAPS_AT || '').split(',').map(Number)
const marksFrom = Number(process.env.OOMSCOPE_MARKS_FROM ?? Infinity)
// Bytes between two samples, on average. Buffers and workers have only some hundred bytes each in the heap.
const SAMPLED_BYTES = 1024
// A dump takes several times as much, and Node ends where it does not have that.
const MOST_HEAP_BYTES = 2 ** 30
// Of a stack, and of all source maps.
const MOST_FRAMES = 64
const MOST_MAP_BYTES = 64 << 20

// Tests may replace it.
const memoryUsage = process.memoryUsage.bind(process)

let over = 0
let session
const marks = []
const beside = { workers: 0, children: 0 }

// A file of the rounds is over, and what it left has been collected. Returns whether that took memory itself.
function fileOver({ workers, children }) {
  over += 1
  if (session !== undefined) {
    beside.workers += workers
    beside.children += children
  }
  const at = places.indexOf(over)
  const isMarked = over >= marksFrom
  if ((at < 0 && !isMarked) || memoryUsage().heapUsed > MOST_HEAP_BYTES) return false
  try {
    const isFirst = session === undefined
    if (isFirst) {
      session = new Session()
      session.connect()
    }
    if (isMarked) marks.push(mark())
    if (at === places.length - 1) writeWhole('notes.json', (part) => writeFileSync(part, JSON.stringify(notes())))
    if (at >= 0) {
      knowLines()
      writeWhole(`${at}.heapsnapshot`, writeHeapSnapshot)
    }
    if (isFirst) post('HeapProfiler.startSampling', { samplingInterval: SAMPLED_BYTES })
    // Looking goes on by a timer, which would keep the process alive.
    if (at === places.length - 1) session.disconnect()
  } catch {
    // What there is will do.
  }
  return true
}

// A dump has the place of each function, for which V8 goes through the whole script up to there unless it knows where
// its lines end, as it does once a debugger has listed the scripts: 26 s against half a second with TypeScript loaded.
function knowLines() {
  post('Debugger.enable')
  post('Debugger.disable')
}

function writeWhole(name, write) {
  const whole = path.join(folder, name)
  write(`${whole}.part`)
  renameSync(`${whole}.part`, whole)
}

function post(method, options) {
  let answer
  session.post(method, options, (error, result) => {
    if (error) throw new Error(error.message)
    answer = result
  })
  return answer
}

// A number above those of all objects that are there, and below those of all that will be.
function mark() {
  // Numbers all objects that have none.
  const look = () => post('HeapProfiler.startTrackingHeapObjects', { trackAllocations: false })
  look()
  const name = '__oomscope_mark__'
  globalThis[name] = {}
  look()
  const { objectId } = post('Runtime.evaluate', { expression: name }).result
  const { heapSnapshotObjectId } = post('HeapProfiler.getHeapObjectId', { objectId })
  post('Runtime.releaseObject', { objectId })
  delete globalThis[name]
  return Number(heapSnapshotObjectId)
}

function notes() {
  const { profile } = post('HeapProfiler.stopSampling')
  return { marks, beside, samples: samples(profile), maps: maps() }
}

// V8 scales what it sampled, and leaves out what is collected by now.
function samples(profile) {
  const found = []
  const walk = (node, above) => {
    const { url, lineNumber, columnNumber } = node.callFrame
    const stack = url ? [[url, lineNumber, columnNumber], ...above].slice(0, MOST_FRAMES) : above
    if (node.selfSize > 0 && stack.length > 0) found.push({ bytes: node.selfSize, stack })
    for (const child of node.children) walk(child, stack)
  }
  walk(profile.head, [])
  return found
}

// The source maps of all scripts that are there: what transforms put in them.
function maps() {
  const found = {}
  let bytes = 0
  session.on('Debugger.scriptParsed', ({ params: { url, sourceMapURL } }) => {
    if (!url || !sourceMapURL || url.startsWith('node:') || url in found || /[\\/]node_modules[\\/]/.test(url)) return
    bytes += sourceMapURL.length
    if (bytes < MOST_MAP_BYTES) found[url] = sourceMapURL
  })
  post('Debugger.enable')
  post('Debugger.disable')
  return found
}

module.exports = { fileOver }
