// Vitest loads this before each test file, where the file is run. With isolation no file follows in its process.
const begins = globalThis.process?.[Symbol.for('oomscope.vitest')]
const { filepath, config } = globalThis.__vitest_worker__ ?? {}
if (begins && filepath && config?.isolate === false) await begins(filepath)
