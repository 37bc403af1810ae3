const assert = require('node:assert')

it('angle 2 is in range', () => {
  assert.ok(Math.sin(2) <= 1)
})
