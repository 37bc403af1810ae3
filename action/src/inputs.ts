// What the workflow says, read and checked.
import * as core from '@actions/core'
import { words } from './words'

/** An input that cannot be used; the message names it and says what to do. */
export class InputError extends Error {}

/** Everything that the action is told. */
export interface Inputs {
  /** The words of the command; empty: nothing is run. */
  command: string[]
  /** A folder with the artifacts of shards, to be merged instead. */
  merge: string
  testFile: string
  batchSize: string
  memoryLimit: string
  hunt: string
  huntBudget: string
  shard: string
  balanceBy: string
  config: string
  failOn: string
  /** More options of `oomscope run`. */
  options: string[]
  workingDirectory: string
  out: string
  /** An earlier artifact, or nothing. */
  baseline: string
  /** The branch whose newest artifact is the baseline, or nothing. */
  baselineBranch: string
  /** The name of that artifact. */
  baselineName: string
  token: string
  commentFile: string
  artifactName: string
  isArchived: boolean
  /** Whether the page with the run inside is uploaded as well. */
  hasPage: boolean
  retentionDays: number
  /** Seconds between two checkpoints; 0: none. */
  checkpointSeconds: number
  binary: string
  version: string
  releases: string
  /** The sum of the archive that is downloaded; empty: its attestation is verified. */
  sha256: string
}

type Read = (name: string) => string

/** Reads the inputs. */
export function readInputs(read: Read = core.getInput): Inputs {
  const inputs: Inputs = {
    command: parsed('command', read),
    merge: read('merge'),
    testFile: read('test-file'),
    batchSize: whole('batch-size', read, 1),
    memoryLimit: read('memory-limit'),
    hunt: oneOf('hunt', read, ['auto', 'off', 'always']),
    huntBudget: read('hunt-budget'),
    shard: read('shard'),
    balanceBy: read('balance-by'),
    config: read('config'),
    failOn: read('fail-on'),
    options: parsed('options', read),
    workingDirectory: read('working-directory') || '.',
    out: read('out') || 'run.oomscope.json',
    baseline: read('baseline'),
    baselineBranch: read('baseline-branch'),
    baselineName: read('baseline-name') || read('artifact-name') || 'oomscope',
    token: read('github-token'),
    commentFile: read('comment-file'),
    artifactName: read('artifact-name') || 'oomscope',
    isArchived: isTrue('archive', read, true),
    hasPage: isTrue('page', read, true),
    retentionDays: Number(whole('retention-days', read, 0) || '0'),
    checkpointSeconds: seconds('checkpoint-seconds', read, 30),
    binary: read('binary'),
    version: read('version'),
    sha256: sum('sha256', read),
    releases: read('releases') || 'https://github.com/oomscope/oomscope/releases',
  }
  if (inputs.command.length > 0 && inputs.merge !== '') {
    throw new InputError('`command` and `merge` exclude each other; use the action twice')
  }
  if (inputs.shard !== '' && !/^[1-9]\d*\/[1-9]\d*$/.test(inputs.shard)) {
    throw new InputError(`\`shard\` is \`${inputs.shard}\`; write it as 2/4`)
  }
  if (/["<>|*?:\\/\r\n]/.test(inputs.artifactName)) {
    throw new InputError(`\`artifact-name\` is \`${inputs.artifactName}\`; GitHub allows none of " : < > | * ? \\ / in it`)
  }
  return inputs
}

function parsed(name: string, read: Read): string[] {
  try {
    return words(read(name))
  } catch (error) {
    throw new InputError(`\`${name}\`: ${(error as Error).message}`)
  }
}

function sum(name: string, read: Read): string {
  const text = read(name).toLowerCase()
  if (text === '' || /^[0-9a-f]{64}$/.test(text)) return text
  throw new InputError(`\`${name}\` is \`${text}\`; give the 64 digits that \`sha256sum\` prints, or leave it empty`)
}

function whole(name: string, read: Read, least: number): string {
  const text = read(name)
  if (text === '' || (/^\d+$/.test(text) && Number(text) >= least)) return text
  throw new InputError(`\`${name}\` is \`${text}\`; give a whole number from ${least}, or leave it empty`)
}

function seconds(name: string, read: Read, otherwise: number): number {
  const text = read(name)
  if (text === '') return otherwise
  const value = Number(text)
  if (Number.isFinite(value) && value >= 0) return value
  throw new InputError(`\`${name}\` is \`${text}\`; give seconds, or 0 for no checkpoints`)
}

function oneOf(name: string, read: Read, allowed: string[]): string {
  const text = read(name)
  if (text === '' || allowed.includes(text)) return text
  throw new InputError(`\`${name}\` is \`${text}\`; give one of ${allowed.join(', ')}`)
}

function isTrue(name: string, read: Read, otherwise: boolean): boolean {
  const text = read(name)
  if (text === '') return otherwise
  if (text === 'true' || text === 'false') return text === 'true'
  throw new InputError(`\`${name}\` is \`${text}\`; give true or false`)
}

/** The options of a budget, as `run` and `check` know them. `judgedBy` is the earlier artifact to hold the run
 * against: empty where there is no budget, because the mere presence of one makes a regression break it. */
export function budgetArguments(inputs: Inputs, judgedBy: string): string[] {
  const found: string[] = []
  if (inputs.config !== '') found.push('--config', inputs.config)
  if (inputs.failOn !== '') found.push('--fail-on', inputs.failOn)
  if (judgedBy !== '') found.push('--baseline', judgedBy)
  return found
}

/** The arguments of `oomscope` that measure. `baseline` is the file that was found for it, if any. */
export function runArguments(inputs: Inputs, baseline: string, judgedBy: string): string[] {
  const found = ['run', '--out', inputs.out]
  const put = (option: string, value: string) => {
    if (value !== '') found.push(option, value)
  }
  put('--tests', inputs.testFile)
  put('--batch-size', inputs.batchSize)
  put('--memory-limit', inputs.memoryLimit)
  put('--hunt', inputs.hunt)
  put('--hunt-budget', inputs.huntBudget)
  put('--shard', inputs.shard)
  // Shards that are balanced by the baseline go on without where there is none yet.
  put('--balance-by', inputs.balanceBy === 'baseline' ? baseline : inputs.balanceBy)
  return [...found, ...budgetArguments(inputs, judgedBy), ...inputs.options, '--', ...inputs.command]
}
