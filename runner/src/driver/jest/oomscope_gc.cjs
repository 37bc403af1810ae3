'use strict'
// Gives Jest a garbage collector to call before it reads the heap, as `node --expose-gc` would. NODE_OPTIONS
// does not take that flag in every version of Node, but it takes `--require` of this file.
try {
  if (typeof globalThis.gc !== 'function') {
    require('node:v8').setFlagsFromString('--expose-gc')
    globalThis.gc = require('node:vm').runInNewContext('gc')
  }
} catch {
  // Without it the heap is read as it is.
}
