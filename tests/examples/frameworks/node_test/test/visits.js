const assert = require('node:assert/strict')
const { describe, it } = require('node:test')
const { open } = require('../src/sessions.js')

describe('visits', () => {
  for (let visit = 1; visit <= 6; visit += 1) {
    it(`number ${visit} opens a session`, () => {
      assert.equal(open('Ada'), visit)
    })
  }
})
