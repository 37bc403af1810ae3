const assert = require('node:assert')
const Handlebars = require('handlebars')

it('names 2 are escaped', () => {
  assert.equal(Handlebars.escapeExpression('<2>'), '&lt;2&gt;')
})
