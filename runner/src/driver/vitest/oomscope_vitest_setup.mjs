// Vitest loads this before each test file, where the file is run.
const { begins, beginsAlone, testOver } = globalThis.process?.[Symbol.for('oomscope.vitest')] ?? {}
const { filepath, config, evaluatedModules } = globalThis.__vitest_worker__ ?? {}
if (begins && filepath && config?.isolate === false) {
  await begins(filepath)
  // A file that the hunt repeats is loaded anew. Before Vitest 4 it is in any case.
  for (const module of evaluatedModules?.fileToModulesMap?.get(filepath) ?? []) evaluatedModules.invalidateModule(module)
} else if (begins && filepath) {
  // No file follows in its process, and what it keeps is what its tests leave to each other.
  try {
    const { afterEach } = await import('vitest')
    afterEach(() => testOver(true))
    beginsAlone(filepath)
  } catch {
    // Then nobody knows.
  }
}
