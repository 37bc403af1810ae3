globalThis.sessions ??= {}

exports.begin = (user) => {
  const key = `${user} ${Math.random()}`
  globalThis.sessions[key] = { user, pages: Array.from({ length: 60000 }, (_, at) => ({ at, seen: false })) }
  return globalThis.sessions[key]
}
