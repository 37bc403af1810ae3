const { form } = require('../src/form')

test('form 3 has fields', () => {
  const filled = form(document, 300)
  filled.elements[3].dispatchEvent(new window.Event('change'))
  expect(filled.getAttribute('data-changed')).toBe('field3')
})
