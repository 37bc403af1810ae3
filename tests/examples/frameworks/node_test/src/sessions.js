// Sessions of visitors, which nobody ever closes.
const sessions = new Map()

function open(visitor) {
  sessions.set(`${visitor} ${sessions.size}`, Buffer.alloc(16 * 1024 * 1024, visitor))
  return sessions.size
}

module.exports = { open }
