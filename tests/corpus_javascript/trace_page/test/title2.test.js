test('title 2 is shown', () => {
  document.body.innerHTML = '<h1>title 2</h1>'
  expect(document.querySelector('h1').textContent).toBe('title 2')
})
