const assert = require('node:assert/strict')
const { describe, it, test } = require('node:test')

describe('prices', () => {
  it('add up', () => {
    assert.equal(1 + 2, 3)
  })

  it.skip('in dollars', () => {})

  it.todo('in euros')

  it('are wrong, which is known', { todo: 'rounding' }, () => {
    assert.equal(1 + 2, 4)
  })
})

test('a test with steps', async (t) => {
  await t.test('the first', () => {})
})
