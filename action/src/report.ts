// What the job shows of a run: summary, annotations, outputs. All of it is oomscope's own words.
import { appendFileSync, writeFileSync } from 'node:fs'
import * as core from '@actions/core'
import { run } from './child'

export interface Shown {
  tool: string
  /** The artifact, as the step's output names it. */
  artifact: string
  /** The folder that it is named from. */
  folder: string
  baseline: string
  /** From the root of the repository to that folder. */
  prefix: string
  commentFile: string
  /** Options of the budget, without the earlier artifact. */
  budget: string[]
}

/** Writes everything; a part that fails is told and leaves the others alone. */
export async function report(shown: Shown, environment: NodeJS.ProcessEnv = process.env): Promise<void> {
  const before = shown.baseline === '' ? [] : ['--before', shown.baseline]
  const text = async (format: string, more: string[] = []) => {
    const words = ['report', shown.artifact, '--format', format, ...shown.budget, ...more]
    const { code, stdout } = await run(shown.tool, words, { cwd: shown.folder })
    if (code !== 0) throw new Error(`oomscope report --format ${format} ended with ${code}`)
    return stdout
  }
  const append = async (variable: string, format: string) => {
    const file = environment[variable]
    if (file) appendFileSync(file, await text(format, before))
  }
  // What a person looks at first is written first: a cancelled job has seconds.
  const parts: Array<() => Promise<void>> = [
    () => append('GITHUB_STEP_SUMMARY', 'github-summary'),
    () => append('GITHUB_OUTPUT', 'github-outputs'),
    async () => {
      process.stdout.write(await text('github-annotations', [...before, '--path-prefix', shown.prefix]))
    },
    async () => {
      if (shown.commentFile !== '') writeFileSync(shown.commentFile, await text('github-comment', before))
    },
  ]
  for (const part of parts) {
    try {
      await part()
    } catch (error) {
      core.warning((error as Error).message)
    }
  }
}
