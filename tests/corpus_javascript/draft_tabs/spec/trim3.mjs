import assert from 'node:assert/strict'
it('trim 3', () => { assert.equal(' 3 '.trim(), '3') })
