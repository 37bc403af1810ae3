let next = 0;
const known = new Set();
const results = new Map();

function add(payload) {
  known.add(next);
  results.set((next += 1), payload);
}

exports.add = add;
