const { trace } = require('../src/trace')

test('page 2 is traced', async () => {
  document.title = 'page 2'
  const found = trace(document)
  await new Promise((done) => setTimeout(done, 1))
  expect(found.rows[0].title).toBe('page 2')
})
