const { createApp } = require('../src/app')

let port

beforeAll((done) => {
  const server = createApp().listen(0, '127.0.0.1', () => {
    port = server.address().port
    done()
  })
  server.unref()
})

test('order 4 is told', async () => {
  const answer = await fetch(`http://127.0.0.1:${port}/orders/4`, { headers: { connection: 'close' } })
  expect((await answer.json()).id).toBe(4)
})
