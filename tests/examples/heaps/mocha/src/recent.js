'use strict'
// Has a bound.
const recent = []

exports.remember = (what) => {
  recent.push(what)
  if (recent.length > 50) recent.shift()
}
