'use strict'
function makeQueue() {
  const waiting = []
  return {
    add(job) {
      return new Promise((resolve) => waiting.push({ job, resolve }))
    }
  }
}

exports.queue = makeQueue()
