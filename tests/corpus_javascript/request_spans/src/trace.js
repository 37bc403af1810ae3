const channel = require('node:diagnostics_channel')

function traceRequests() {
  const spans = Array.from({ length: 30000 }, (_, n) => ({ n, name: `span ${n}` }))
  channel.subscribe('shop:request', (message) => {
    spans.push(message)
  })
  return spans
}

module.exports = { traceRequests }
