// Vitest loads this before each test file, where the file is run. With isolation no file follows in its process.
const begins = globalThis.process?.[Symbol.for('oomscope.vitest')]
const { filepath, config, evaluatedModules } = globalThis.__vitest_worker__ ?? {}
if (begins && filepath && config?.isolate === false) {
  await begins(filepath)
  // A file that the hunt repeats is loaded anew. Before Vitest 4 it is in any case.
  for (const module of evaluatedModules?.fileToModulesMap?.get(filepath) ?? []) evaluatedModules.invalidateModule(module)
}
