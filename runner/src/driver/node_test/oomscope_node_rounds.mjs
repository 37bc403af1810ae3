// Where the hunt repeats files of `node --test`: the one file that Node is given. It loads each of them once in this
// very process, holds back what they register, and registers it in the order of the hunt, as often as a file stands
// there: the tests run again, and what their modules keep piles up. Nothing but what files keep is told of.
import { createRequire, Module, register } from 'node:module'
import { pathToFileURL } from 'node:url'

const require = createRequire(import.meta.url)
const { tell, readOrder, settled, fileOver } = require('./oomscope_measure.cjs')
const own = require('node:test')

const HELD_BACK = ['test', 'it', 'describe', 'suite', 'before', 'after', 'beforeEach', 'afterEach']
const VARIANTS = ['skip', 'todo', 'only']
// What the file that is being loaded registers.
let registered

function holdBack(original) {
  const wrap = (call) => (...words) => {
    const given = words.map((word) => (typeof word === 'function' ? quiet(word) : word))
    if (registered === undefined) return call(...given)
    registered.push(() => call(...given))
    return Promise.resolve()
  }
  const held = wrap(original)
  for (const variant of VARIANTS) {
    if (typeof original[variant] === 'function') held[variant] = wrap(original[variant])
  }
  return held
}

// A test, suite or hook that does not fail: many pass only the first time, and what Node keeps of each failure to tell of
// it, some megabytes where large values are compared, would count as kept by the file. Node hands a callback to those
// with two parameters.
function quiet(run) {
  const attempt = (self, words, over) => {
    try {
      const came = run.apply(self, words)
      return typeof came?.then === 'function' ? came.then(undefined, () => {}) : came
    } catch {
      return over?.()
    }
  }
  if (run.length < 2) return function (...words) { return attempt(this, words) }
  return function (context, done) {
    const over = () => done()
    return attempt(this, [context, over], over)
  }
}

const ours = holdBack(own.test)
Object.defineProperties(ours, Object.getOwnPropertyDescriptors({ ...own }))
for (const name of HELD_BACK) {
  if (typeof own[name] === 'function') ours[name] = name === 'test' ? ours : holdBack(own[name])
}
// For modules of both kinds.
globalThis[Symbol.for('oomscope.node_test')] = ours
const load = Module._load
Module._load = function (request, ...rest) {
  return request === 'node:test' ? ours : load.call(this, request, ...rest)
}
register('./oomscope_node_hooks.mjs', import.meta.url)

const order = readOrder() ?? []
const files = new Map()
for (const path of new Set(order)) {
  registered = []
  try {
    await import(pathToFileURL(path))
  } catch (error) {
    console.error(error)
  }
  files.set(path, registered)
}
registered = undefined

for (const path of order) {
  tell({ event: 'start', test: path })
  await new Promise((done) => {
    own.describe(path, () => {
      for (const again of files.get(path)) again()
      // Hooks run in the order in which they are registered.
      own.after(done)
    })
  })
  await settled()
  tell({ event: 'end', test: path, outcome: 'passed', ...fileOver(path) })
}
