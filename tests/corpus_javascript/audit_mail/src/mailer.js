exports.transport = {
  send(letter) {
    return letter.lines.length
  }
}

exports.mail = (count) => {
  const lines = Array.from({ length: count }, (_, at) => ({ at, text: `line ${at}` }))
  return exports.transport.send({ lines })
}
