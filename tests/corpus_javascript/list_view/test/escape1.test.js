const assert = require('node:assert')

it('escapes 1', () => {
  assert.strictEqual(encodeURIComponent('a b1'), 'a%20b1')
})
