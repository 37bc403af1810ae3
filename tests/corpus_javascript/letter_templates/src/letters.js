const Handlebars = require('handlebars')

let letters = 0

function letter(name) {
  letters += 1
  const lines = Array.from({ length: 20000 }, (_, n) => `${name} ${n}`)
  Handlebars.registerPartial(`letter ${letters}`, Object.assign(() => lines.join(), { lines }))
  return Handlebars.compile('Dear {{name}}')({ name })
}

module.exports = { letter }
