// An index that every search adds to and that nobody ever empties.
const index = new Map()

export function search(words) {
  index.set(`${words} ${index.size}`, Buffer.alloc(160 * 1024 * 1024, words))
  return index.size
}
