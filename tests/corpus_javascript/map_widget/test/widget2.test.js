const { Widget } = require('../src/widget')

test('widget 2 has tiles', () => {
  const widget = new Widget(document, 500)
  expect(widget.root.children.length).toBe(500)
})
