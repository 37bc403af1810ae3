// Whether there is a budget that oomscope will find by itself.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** Whether a folder, or one above it up to the root of the repository, has a budget. */
export function hasBudget(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    const project = join(at, 'pyproject.toml')
    if (existsSync(join(at, 'oomscope.toml'))) return true
    if (existsSync(project) && /^\s*\[+\s*tool\s*\.\s*oomscope\b/m.test(readFileSync(project, 'utf8'))) return true
    if (existsSync(join(at, '.git')) || dirname(at) === at) return false
  }
}
