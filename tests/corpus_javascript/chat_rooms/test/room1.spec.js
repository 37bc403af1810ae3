import assert from 'node:assert'
import { open } from '../src/rooms.js'

describe('room 1', () => {
  it('has members', () => {
    assert.equal(open('room 1', 20000).members.length, 20000)
  })
})
