let number = 0

exports.load = () => import(`./rules.mjs?${(number += 1)}`)
