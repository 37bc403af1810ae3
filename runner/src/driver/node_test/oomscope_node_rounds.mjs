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
    if (registered === undefined) return call(...words)
    registered.push(() => call(...words))
    return Promise.resolve()
  }
  const held = wrap(original)
  for (const variant of VARIANTS) {
    if (typeof original[variant] === 'function') held[variant] = wrap(original[variant])
  }
  return held
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
