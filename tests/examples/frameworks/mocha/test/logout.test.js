const { open } = require('../src/sessions.js')

describe('logout', () => {
  it('opens a session', () => {
    expect.ok(open('logout') > 0)
  })
})
