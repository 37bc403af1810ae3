// oomscope's reporter for `node --test`: which test file runs, and what became of it and its tests. The lines are
// described in src/driver/reporter.rs.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const { tell, now, plain } = createRequire(import.meta.url)('./oomscope_measure.cjs')

// Whether an event is about a file as a whole: it is then called as the file is.
function isFile(data) {
  return data.nesting === 0 && typeof data.file === 'string' && resolve(data.name) === data.file
}

function message(error) {
  if (!error) return undefined
  const cause = error.cause
  return plain((cause && (cause.message || cause)) || error.message || error)
}

// What is known of the running files.
class Files {
  files = new Map()
  // The file that runs, where all share one process (`--test-isolation=none`) and nobody says so.
  shared = undefined

  constructor(planned) {
    this.planned = new Set(planned)
  }

  // The file of a test. One that is defined in a module which several files load has that one's path.
  of(data) {
    if (this.planned.has(data.file)) return data.file
    const running = [...this.files].filter(([, file]) => !file.isTold).map(([path]) => path)
    return running.length === 1 ? running[0] : undefined
  }

  get(path) {
    let file = this.files.get(path)
    if (!file) {
      file = { begun: now(), names: [], cases: 0, ran: 0, isTold: false }
      this.files.set(path, file)
      tell({ event: 'start', test: path })
    }
    return file
  }

  // A test in a file begins.
  enter(path) {
    if (this.files.has(path)) return
    if (this.shared !== undefined) this.finish(this.shared)
    this.get(path)
    this.shared = path
  }

  take(type, path, { name, nesting, details, skip, todo }) {
    const file = this.get(path)
    const isFailed = type === 'test:fail'
    const isOfChildren = details.error?.failureType === 'subtestsFailed'
    // A suite is none of the tests, unless it failed by itself or what is in it was not run.
    const isSkipped = skip !== undefined && skip !== false
    if (details.type === 'suite' && !isSkipped && (!isFailed || isOfChildren)) return
    const isTodo = todo !== undefined && todo !== false
    const outcome = isSkipped ? 'skipped' : isTodo ? (isFailed ? 'xfailed' : 'skipped') : isFailed ? 'failed' : 'passed'
    file.cases += 1
    if (outcome !== 'skipped') file.ran += 1
    const reason = [skip, todo].find((word) => typeof word === 'string' && word)
    const why = isFailed ? message(details.error) : reason
    if (outcome === 'failed') {
      file.isFailed = true
      if (!isOfChildren) file.why ??= `${name}: ${why}`
    }
    const names = [...file.names.slice(0, nesting), name].join(' > ')
    tell({ event: 'case', test: path, name: names, outcome, duration_ms: details.duration_ms, why })
  }

  // A file is over; `details` where Node says so.
  finish(path, details) {
    const file = this.files.get(path)
    if (!file || file.isTold) return
    file.isTold = true
    // Its process was killed; whoever ran it could not tell more.
    if (details?.error?.signal === 'SIGKILL') tell({ event: 'killed', test: path })
    const isFailed = details ? !details.passed : file.isFailed
    const own = details?.error
    tell({
      event: 'end',
      test: path,
      outcome: isFailed ? 'failed' : file.cases > 0 && file.ran === 0 ? 'skipped' : 'passed',
      duration_ms: details?.duration_ms ?? now() - file.begun,
      why: isFailed ? file.why ?? (own?.signal ? `ended by ${own.signal}` : undefined) ?? file.stderr ?? message(own) : undefined
    })
  }

  end() {
    for (const path of this.files.keys()) this.finish(path)
  }
}

async function list(source) {
  const files = []
  for await (const { type, data } of source) {
    if (type === 'test:enqueue' && isFile(data)) files.push(data.file)
  }
  writeFileSync(process.env.OOMSCOPE_LIST, JSON.stringify(files))
}

async function follow(source) {
  const files = new Files(JSON.parse(readFileSync(process.env.OOMSCOPE_ORDER, 'utf8')))
  for await (const { type, data } of source) {
    if (typeof data?.file !== 'string') continue
    // Some versions have the address of an ECMAScript module.
    if (data.file.startsWith('file:')) data.file = fileURLToPath(data.file)
    if (isFile(data)) {
      if (type === 'test:dequeue') files.get(data.file)
      else if (type === 'test:complete') files.finish(data.file, data.details)
      // Versions before `test:complete` say it of a file that has no test or could not be loaded.
      else if (type === 'test:fail') files.finish(data.file, { ...data.details, passed: false })
      continue
    }
    const path = files.of(data)
    if (path === undefined) continue
    if (type === 'test:stderr') {
      // What a file that cannot be loaded says about it.
      const lines = plain(data.message).split('\n')
      const file = files.get(path)
      file.stderr ??= lines.find((line) => /^\w*Error\b/.test(line))
    } else if (type === 'test:dequeue') files.enter(path)
    else if (type === 'test:start') files.get(path).names[data.nesting] = data.name
    else if (type === 'test:pass' || type === 'test:fail') files.take(type, path, data)
  }
  files.end()
}

// Of rounds of the hunt their process tells.
async function ignore(source) {
  for await (const _ of source);
}

// Nothing is printed.
export default async function* report(source) {
  const { OOMSCOPE_LIST, OOMSCOPE_ROUNDS } = process.env
  await (OOMSCOPE_LIST ? list : OOMSCOPE_ROUNDS ? ignore : follow)(source)
}
