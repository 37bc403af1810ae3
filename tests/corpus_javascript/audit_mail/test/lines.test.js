const assert = require('node:assert/strict')
const { test } = require('node:test')

for (let n = 0; n < 5; n++) {
  test(`lines ${n} are wrapped`, () => {
    assert.equal('x'.repeat(4000).match(/.{1,80}/g).length, 50)
  })
}
