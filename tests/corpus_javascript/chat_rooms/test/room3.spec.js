import assert from 'node:assert'
import { open } from '../src/rooms.js'

describe('room 3', () => {
  it('has members', () => {
    assert.equal(open('room 3', 20000).members.length, 20000)
  })
})
