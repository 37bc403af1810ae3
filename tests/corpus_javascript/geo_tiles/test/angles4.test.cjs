const assert = require('node:assert')

it('angle 4 is in range', () => {
  assert.ok(Math.sin(4) <= 1)
})
