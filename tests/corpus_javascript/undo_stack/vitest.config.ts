export default { test: { pool: 'threads', isolate: false } }
