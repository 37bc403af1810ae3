const assert = require('node:assert')

it('angle 1 is in range', () => {
  assert.ok(Math.sin(1) <= 1)
})
