// The action itself: run, keep evidence while running, and say what came of it, whatever happens.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync, appendFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as core from '@actions/core'
import { Repository } from './api'
import { fetchNewest } from './base'
import { hasBudget } from './budget'
import { Checkpoints } from './checkpoints'
import { Cancellation, run } from './child'
import { forTests } from './environment'
import { InputError, type Inputs, budgetArguments, readInputs, runArguments } from './inputs'
import { report } from './report'
import { ArtifactStore, type Store, isThere } from './store'
import { find } from './tool'

// A cancelled job gets SIGINT, after 7.5 s SIGTERM, and is killed 2.5 s later. oomscope promises its artifact
// within two seconds; if it is not there by then the journal has to do. The upload gets what is left.
const CANCELLED_RUN_MS = 5_000
const CANCELLED_UPLOAD_MS = 9_000

/** Runs the action and returns the exit code of its process. */
export async function action(): Promise<number> {
  const cancellation = new Cancellation()
  const inputs = readInputs()
  const temp = join(process.env['RUNNER_TEMP'] || tmpdir(), `oomscope-${process.pid}`)
  mkdirSync(temp, { recursive: true })
  const folder = resolve(inputs.workingDirectory)
  if (!existsSync(folder)) throw new InputError(`\`working-directory\` is \`${inputs.workingDirectory}\`, which does not exist`)
  const tool = await find(inputs, temp)
  core.addPath(dirname(tool))
  if (inputs.command.length === 0 && inputs.merge === '') {
    core.info(`oomscope is on the PATH: ${tool}`)
    return 0
  }
  const baseline = await findBaseline(inputs, folder, temp)
  const store = new ArtifactStore()
  const job: Job = { inputs, tool, temp, folder, baseline, cancellation, store }
  const out = resolve(folder, inputs.out)
  mkdirSync(dirname(out), { recursive: true })
  // An artifact of an earlier step at the same place is not this one's.
  const former = changed(out)
  const code = inputs.merge === '' ? await measure(job, out) : await merge(job)
  core.setOutput('exit-code', String(code))
  if (changed(out) === former) {
    appendSummary('**oomscope wrote no artifact.** The log of this step says why.\n')
    return code || 1
  }
  await report({
    tool,
    artifact: inputs.out,
    folder,
    // A share of the tests is not to be compared with all of them.
    baseline: inputs.shard === '' ? baseline : '',
    prefix: relative(process.env['GITHUB_WORKSPACE'] || process.cwd(), folder),
    commentFile: inputs.commentFile,
    budget: budgetArguments(inputs, ''),
  })
  await keep(job, out)
  return code
}

interface Job {
  inputs: Inputs
  tool: string
  temp: string
  folder: string
  baseline: string
  cancellation: Cancellation
  store: Store
  checkpoints?: Checkpoints
}

/** The earlier artifact to compare with; empty where there is none. */
async function findBaseline(inputs: Inputs, folder: string, temp: string): Promise<string> {
  if (inputs.baseline !== '') {
    const file = resolve(folder, inputs.baseline)
    if (!existsSync(file)) throw new InputError(`\`baseline\` is \`${inputs.baseline}\`, which does not exist`)
    return file
  }
  if (inputs.baselineBranch === '') return ''
  // A first run, an expired artifact or a lack of permission must not cost the run its own figures.
  try {
    const repository = new Repository(inputs.token)
    const found = await fetchNewest(repository, inputs.baselineName, inputs.baselineBranch, temp)
    if (found !== undefined) return found
    core.notice(`There is no artifact \`${inputs.baselineName}\` of the branch \`${inputs.baselineBranch}\` yet; nothing is compared.`)
  } catch (error) {
    core.warning(`The artifact of the branch \`${inputs.baselineBranch}\` could not be had, so nothing is compared: ${(error as Error).message}`)
  }
  return ''
}

/** Runs the tests and returns the exit code of oomscope. */
async function measure(job: Job, out: string): Promise<number> {
  const { inputs, tool, folder, cancellation } = job
  const journal = journalOf(out)
  if (isThere()) job.checkpoints = checkpoints(job, journal)
  const ended = run(tool, runArguments(inputs, job.baseline, judgedBy(job)), {
    cwd: folder,
    env: forTests(process.env),
    started: child => cancellation.watch(child),
  })
  const tooLong = cancellation.passed(CANCELLED_RUN_MS).then(() => undefined)
  const result = await Promise.race([ended, tooLong])
  await job.checkpoints?.end(cancellation.isCancelled ? 'give up' : 'wait')
  // The journal goes when the artifact is whole: where it is left, the recorder was killed or is too slow.
  if (existsSync(journal)) {
    core.warning('The recorder did not come to its end; the artifact is made of its journal.')
    await recover(job, journal, out)
  }
  return result?.code ?? 130
}

/** Whether there is anything to judge a run by. */
function isJudged({ inputs, folder }: Job): boolean {
  return inputs.config !== '' || inputs.failOn !== '' || hasBudget(folder)
}

/** The earlier artifact that a budget is to compare with. A share of the tests is not compared with all. */
function judgedBy(job: Job): string {
  return isJudged(job) && job.inputs.shard === '' ? job.baseline : ''
}

/** The journal lies beside the artifact. */
function journalOf(out: string): string {
  return out.endsWith('.json') ? out.replace(/json$/, 'journal') : `${out}.journal`
}

function checkpoints(job: Job, journal: string): Checkpoints {
  const { inputs, temp, store } = job
  return new Checkpoints({
    store,
    name: inputs.artifactName,
    seconds: inputs.checkpointSeconds,
    retentionDays: inputs.retentionDays,
    size: () => statSync(journal, { throwIfNoEntry: false })?.size,
    recover: () => recover(job, journal, join(temp, 'checkpoint.oomscope.json')),
    now: Date.now,
    warn: text => core.warning(text),
  })
}

async function recover(job: Job, journal: string, out: string): Promise<string> {
  const { code } = await run(job.tool, ['recover', journal, '--out', out], { cwd: job.folder, isQuiet: true })
  if (code !== 0) throw new Error(`oomscope recover ended with ${code}`)
  return out
}

/** When a file was written last. */
function changed(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs
}

/** Merges the artifacts of shards. */
async function merge(job: Job): Promise<number> {
  const root = resolve(job.folder, job.inputs.merge)
  if (!existsSync(root)) throw new InputError(`\`merge\` is \`${job.inputs.merge}\`, which does not exist`)
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter(name => /\.json(\.gz)?$/.test(name))
    .sort()
    .map(name => join(root, name))
  if (files.length === 0) throw new InputError(`there is no artifact in \`${job.inputs.merge}\``)
  const { code } = await run(job.tool, ['merge', ...files, '--out', job.inputs.out], {
    cwd: job.folder,
    started: child => job.cancellation.watch(child),
  })
  if (code !== 0) return code
  // The shards were judged one by one, if at all; a budget is for the whole. Without one a check is an error.
  if (!isJudged(job)) return 0
  const words = ['check', job.inputs.out, ...budgetArguments(job.inputs, judgedBy(job))]
  const judged = await run(job.tool, words, { cwd: job.folder })
  core.info(judged.stdout.trim())
  return judged.code
}

/** Uploads the artifact of the whole run; then the checkpoints have served. Last comes the page with the run
 * inside, beside the one it is compared with: not zipped, so that a click on it in the list of artifacts shows it. */
async function keep(job: Job, out: string): Promise<void> {
  const { inputs, store, cancellation } = job
  if (!isThere()) {
    core.info('There is no artifact service here; nothing is uploaded.')
    return
  }
  const upload = async () => {
    const { isArchived, retentionDays } = inputs
    const file = isArchived ? out : packed(out, join(job.temp, `${inputs.artifactName}.oomscope.json.gz`))
    const { name, id } = await store.upload(inputs.artifactName, file, { isArchived, retentionDays })
    core.setOutput('artifact-name', name)
    if (id !== undefined) core.setOutput('artifact-id', String(id))
    await job.checkpoints?.clear()
    return true
  }
  const uploadPage = async () => {
    const file = join(job.temp, `${inputs.artifactName}.html`)
    const isCompared = job.baseline !== '' && inputs.shard === ''
    const what = isCompared ? ['compare', job.baseline, out] : ['report', out]
    const words = [...what, '--format', 'html', '--out', file]
    await run(job.tool, words, { cwd: job.folder, isQuiet: true })
    // The exit code of a comparison tells of a regression, so it is the file that counts.
    if (!existsSync(file)) {
      core.info('This oomscope has no page inside, so none is uploaded.')
      return
    }
    await store.upload(inputs.artifactName, file, { isArchived: false, retentionDays: inputs.retentionDays })
  }
  try {
    const tooLong = cancellation.passed(CANCELLED_UPLOAD_MS).then(() => false)
    if (!(await Promise.race([upload(), tooLong]))) {
      core.warning('The job was cancelled before the artifact was uploaded; the last checkpoint has to do.')
    }
    if (inputs.hasPage && !cancellation.isCancelled) await uploadPage()
  } catch (error) {
    const help = /already exists|409/.test((error as Error).message) ? '; give every use of the action in a workflow its own `artifact-name`' : ''
    core.warning(`The artifact could not be uploaded: ${(error as Error).message}${help}`)
  }
}

function packed(from: string, to: string): string {
  const bytes = readFileSync(from)
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b
  writeFileSync(to, isPacked ? bytes : gzipSync(bytes))
  return to
}

/** Adds to the summary of the job. */
export function appendSummary(text: string): void {
  const file = process.env['GITHUB_STEP_SUMMARY']
  if (file) appendFileSync(file, text)
}
