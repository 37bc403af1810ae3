exports.entries = Array.from({ length: 20000 }, (_, at) => ({ at, price: at * 1.5 }))
