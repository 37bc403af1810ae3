const tiles = new Map()

function tile(zoom, x, y) {
  const key = `${zoom}/${x}/${y}/${Date.now()}/${Math.random()}`
  tiles.set(key, { key, points: new Float64Array(4096).fill(x / (y + 1)) })
  return tiles.get(key)
}

module.exports = { tile }
