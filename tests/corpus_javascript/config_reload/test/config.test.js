import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Config } from '../src/config.js'

process.setMaxListeners(0)

describe('config', () => {
  for (const count of [6000, 6001, 6002, 6003, 6004, 6005, 6006, 6007]) {
    it(`has ${count} entries`, () => {
      assert.equal(new Config(count).entries.size, count)
    })
  }
})
