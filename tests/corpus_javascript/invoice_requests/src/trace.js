const http = require('http')
const inner = http.request

// Notes each request and how long it took.
const spans = []
http.request = function tracedRequest(...given) {
  spans.push({ at: Date.now() })
  return inner.apply(http, given)
}

exports.spans = spans
exports.templates = Array.from({ length: 25000 }, (_, at) => ({ at, text: `line ${at}` }))
