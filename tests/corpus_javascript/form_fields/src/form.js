exports.form = (document, count) => {
  const form = document.createElement('form')
  for (let n = 0; n < count; n++) {
    const field = document.createElement('input')
    field.name = `field${n}`
    field.addEventListener('change', () => form.setAttribute('data-changed', field.name))
    form.appendChild(field)
  }
  window.addEventListener('resize', () => form.elements.length)
  document.body.appendChild(form)
  return form
}
