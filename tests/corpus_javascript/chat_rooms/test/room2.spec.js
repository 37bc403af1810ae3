import assert from 'node:assert'
import { open } from '../src/rooms.js'

describe('room 2', () => {
  it('has members', () => {
    assert.equal(open('room 2', 20000).members.length, 20000)
  })
})
