const { open } = require('../src/sessions.js')

describe('login', () => {
  it('opens a session', () => {
    expect.ok(open('login') > 0)
  })
})
