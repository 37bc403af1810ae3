const assert = require('node:assert')

it('escapes 3', () => {
  assert.strictEqual(encodeURIComponent('a b3'), 'a%20b3')
})
