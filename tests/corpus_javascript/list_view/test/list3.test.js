const assert = require('node:assert')
const { ListView } = require('../src/list')

describe('list 3', () => {
  let view

  beforeEach(() => {
    view = new ListView(700)
  })

  afterEach(() => {
    view.destroy()
  })

  it('has entries', () => {
    assert.strictEqual(view.root.children.length, 700)
  })

  it('begins with the first', () => {
    assert.strictEqual(view.root.firstChild.textContent, 'entry 0')
  })
})
