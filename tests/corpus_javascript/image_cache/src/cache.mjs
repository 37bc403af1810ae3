const LIMIT = 6 * 1024 * 1024
const images = new Map()
let bytes = 0

export function image(name, size) {
  if (images.has(name)) {
    const found = images.get(name)
    images.delete(name)
    images.set(name, found)
    return found
  }
  const made = Buffer.alloc(size, name)
  images.set(name, made)
  bytes += size
  for (const [oldest, one] of images) {
    if (bytes <= LIMIT) break
    images.delete(oldest)
    bytes -= one.length
  }
  return made
}

const notes = new WeakMap()

export function note(owner) {
  notes.set(owner, Array.from({ length: 5000 }, (_, at) => ({ at })))
  return notes.has(owner)
}
