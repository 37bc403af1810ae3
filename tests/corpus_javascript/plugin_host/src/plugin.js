exports.rules = Array.from({ length: 30000 }, (_, at) => ({ at, name: `rule ${at}` }))
