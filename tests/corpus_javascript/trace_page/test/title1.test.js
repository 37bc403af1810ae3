test('title 1 is shown', () => {
  document.body.innerHTML = '<h1>title 1</h1>'
  expect(document.querySelector('h1').textContent).toBe('title 1')
})
