import assert from 'node:assert/strict'
it('trim 2', () => { assert.equal(' 2 '.trim(), '2') })
