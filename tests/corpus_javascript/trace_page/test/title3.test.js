test('title 3 is shown', () => {
  document.body.innerHTML = '<h1>title 3</h1>'
  expect(document.querySelector('h1').textContent).toBe('title 3')
})
