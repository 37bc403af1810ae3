const http = require('node:http')

function createApp() {
  const orders = Array.from({ length: 25000 }, (_, at) => ({ id: at, total: at * 1.19 }))
  return http.createServer((request, response) => {
    const id = Number(request.url.split('/').pop())
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify(orders[id] ?? null))
  })
}

module.exports = { createApp }
