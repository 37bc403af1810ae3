const assert = require('node:assert')
const Handlebars = require('handlebars')

it('names 3 are escaped', () => {
  assert.equal(Handlebars.escapeExpression('<3>'), '&lt;3&gt;')
})
