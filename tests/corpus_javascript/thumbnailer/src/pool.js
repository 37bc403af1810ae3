const { once } = require('node:events')
const { Worker } = require('node:worker_threads')

const CODE = `
const { parentPort } = require('node:worker_threads')
const table = Array.from({ length: 100000 }, (_, at) => ({ at }))
parentPort.on('message', (size) => parentPort.postMessage(size / 8 + table.length))
`

exports.shrink = async (size) => {
  const worker = new Worker(CODE, { eval: true })
  worker.unref()
  worker.postMessage(size)
  const [shrunk] = await once(worker, 'message')
  return shrunk
}
