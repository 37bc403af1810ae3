const compiled = new Map()

exports.formula = (number) => {
  if (!compiled.has(number)) {
    compiled.set(number, new Function('x', Array.from({ length: 60 }, (_, at) => `x = x * ${at + number} % 1000`).join('\n') + '\nreturn x'))
  }
  return compiled.get(number)
}
