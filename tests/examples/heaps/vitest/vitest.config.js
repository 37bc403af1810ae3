import { defineConfig } from 'vitest/config'

// All files in one process, with one set of modules.
export default defineConfig({ test: { isolate: false } })
