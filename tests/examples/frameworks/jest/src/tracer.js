// Traces requests, as monitoring agents do. It subscribes to a channel of Node itself, and Jest gives every test
// file its own modules but the same Node: the subscription, and all that it holds, outlives the file.
const channel = require('node:diagnostics_channel')

function trace(name) {
  const spans = Buffer.alloc(24 * 1024 * 1024, name)
  channel.subscribe('http.client.request.start', () => spans.write(name))
  return spans.length
}

module.exports = { trace }
