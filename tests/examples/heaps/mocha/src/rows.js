'use strict'
// About a mebibyte.
exports.rows = (count = 30000) => Array.from({ length: count }, (_, at) => ({ at }))
