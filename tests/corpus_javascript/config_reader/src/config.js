const fs = require('fs')

exports.read = (path) => JSON.parse(fs.readFileSync(path, 'utf8'))
