const assert = require('node:assert')

it('angle 3 is in range', () => {
  assert.ok(Math.sin(3) <= 1)
})
