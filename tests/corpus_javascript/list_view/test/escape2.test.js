const assert = require('node:assert')

it('escapes 2', () => {
  assert.strictEqual(encodeURIComponent('a b2'), 'a%20b2')
})
