exports.reload = () => {
  const path = require.resolve('./plugin')
  delete require.cache[path]
  return require(path)
}
