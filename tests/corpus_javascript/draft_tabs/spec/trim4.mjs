import assert from 'node:assert/strict'
it('trim 4', () => { assert.equal(' 4 '.trim(), '4') })
