const assert = require('node:assert')
describe('mime 4', () => { it('is known', () => { assert.equal('text/html'.split('/').length, 2) }) })
