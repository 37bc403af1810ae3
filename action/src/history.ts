// The runs that a published site has already, fetched back from it: the site itself is where history is kept,
// and no data goes into git.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import * as core from '@actions/core'
import { HttpError, ask } from './api'
import { InputError } from './inputs'

/** An entry of the site's index, as far as it is needed. */
export interface Run {
  file: string
  started_at: string
}

/** The newest runs of an index. */
export function newestRuns(runs: Run[], keep: number): Run[] {
  return [...runs].sort((a, b) => (a.started_at < b.started_at ? 1 : -1)).slice(0, keep)
}

/** Where a run goes below the folder; its place comes from the network and must not lead out of it. */
export function placeOf(file: string): string {
  const place = normalize(decodeURIComponent(file).replace(/^artifacts\//, ''))
  if (/^[/\\]|^\.\.([/\\]|$)|:|\0/.test(place) || place === '.' || !/\.json(\.gz)?$/.test(place)) {
    throw new Error(`the index of the site names \`${file}\`, which is no artifact of it`)
  }
  return place
}

/** Fetches them. A site that is not there yet has none; any other failure ends the job, because going on would
 * publish a site that has lost its history. */
export async function history(): Promise<number> {
  const site = core.getInput('site', { required: true }).replace(/\/?$/, '/')
  const folder = core.getInput('folder', { required: true })
  const keep = Number(core.getInput('keep') || '200')
  if (!Number.isInteger(keep) || keep < 1) throw new InputError('`keep` is no whole number from 1')
  mkdirSync(folder, { recursive: true })
  let runs: Run[]
  try {
    runs = ((await (await ask(`${site}runs.json`)).json()) as { runs: Run[] }).runs
  } catch (error) {
    if (error instanceof HttpError && error.status === 404) {
      core.info(`${site} has no runs yet`)
      core.setOutput('count', '0')
      return 0
    }
    throw error
  }
  const chosen = newestRuns(runs, keep)
  for (const run of chosen) {
    const target = join(folder, placeOf(run.file))
    mkdirSync(dirname(target), { recursive: true })
    writeFileSync(target, new Uint8Array(await (await ask(site + run.file)).arrayBuffer()))
  }
  core.info(`${chosen.length} of ${runs.length} runs of ${site} are in ${folder}`)
  core.setOutput('count', String(chosen.length))
  return 0
}
