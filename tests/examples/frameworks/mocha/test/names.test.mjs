import { open } from '../src/sessions.js'

describe('names', () => {
  it('have letters', () => {
    expect.match('Ada', /\w+/)
    expect.equal(typeof open, 'function')
  })
})
