'use strict'
// Where the hunt repeats test files in one process: V8's heap after some of them, and the lines that took what has
// come since the first of these and is still there. Folder and places come by the environment:
//
//   N.heapsnapshot   the heap, from 0
//   profile.json     { "samples": [{ "bytes", "stack": [[url, line, column, function], …] }, …],
//                      "maps": { url: source map as a data: URL or a path } }
//
// Lines and columns count from 0, the innermost function comes first. It never fails a test.
const { renameSync, writeFileSync } = require('node:fs')
const { Session } = require('node:inspector')
const path = require('node:path')
const { writeHeapSnapshot } = require('node:v8')

const folder = process.env.OOMSCOPE_HEAPS
const places = (process.env.OOMSCOPE_HEAPS_AT || '').split(',').map(Number)
// Bytes between two samples, on average; the same file is repeated, so this is fine enough.
const SAMPLED_BYTES = 32 * 1024
// Of a stack, and of all source maps.
const MOST_FRAMES = 64
const MOST_MAP_BYTES = 64 << 20

let over = 0
let session

// A file of the rounds is over, and what it left has been collected. Returns whether that took memory itself.
function fileOver() {
  over += 1
  const at = places.indexOf(over)
  if (at < 0) return false
  try {
    if (at === places.length - 1) writeWhole('profile.json', (part) => writeFileSync(part, JSON.stringify(profile())))
    writeWhole(`${at}.heapsnapshot`, writeHeapSnapshot)
    if (at === 0) sample()
  } catch {
    // What there is will do.
  }
  return true
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

function sample() {
  session = new Session()
  session.connect()
  post('HeapProfiler.startSampling', { samplingInterval: SAMPLED_BYTES })
}

// V8 scales what it sampled, and leaves out what is collected by now.
function profile() {
  const { profile } = post('HeapProfiler.stopSampling')
  const samples = []
  const walk = (node, above) => {
    const { url, lineNumber, columnNumber, functionName } = node.callFrame
    const stack = url ? [[url, lineNumber, columnNumber, functionName], ...above].slice(0, MOST_FRAMES) : above
    if (node.selfSize > 0 && stack.length > 0) samples.push({ bytes: node.selfSize, stack })
    for (const child of node.children) walk(child, stack)
  }
  walk(profile.head, [])
  return { samples, maps: maps() }
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
  session.disconnect()
  return found
}

module.exports = { fileOver }
