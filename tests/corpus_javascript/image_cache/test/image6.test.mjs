import assert from 'node:assert/strict'
import { image, note } from '../src/cache.mjs'

describe('image 6', () => {
  for (let at = 0; at < 5; at++) {
    it(`${at} is scaled`, () => {
      assert.equal(image(`6 ${at}`, 400_000).length, 400_000)
      assert.ok(note({ at }))
    })
  }
})
