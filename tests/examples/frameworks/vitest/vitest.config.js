// One process for all files and one set of modules, which is faster, and which lets memory pile up.
export default { test: { include: ['test/**/*.test.js'], isolate: false, pool: 'forks' } }
