import assert from 'node:assert/strict'
it('trim 1', () => { assert.equal(' 1 '.trim(), '1') })
