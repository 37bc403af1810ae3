const assert = require('node:assert')
const Handlebars = require('handlebars')

it('names 1 are escaped', () => {
  assert.equal(Handlebars.escapeExpression('<1>'), '&lt;1&gt;')
})
