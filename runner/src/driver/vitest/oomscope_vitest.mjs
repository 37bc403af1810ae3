// oomscope's reporter for Vitest: tells which test files there are, which one runs and what became of it and its tests, with the heap
// of the process that ran it. The lines are described in src/driver/reporter.rs. It never fails a test.
import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const { tell, plain, readOrder } = createRequire(import.meta.url)('./oomscope_measure.cjs')
const setup = fileURLToPath(new URL('./oomscope_vitest_setup.mjs', import.meta.url))
const isolated = fileURLToPath(new URL('./isolated', import.meta.url))
const OUTCOMES = { passed: 'passed', pass: 'passed', failed: 'failed', fail: 'failed', skipped: 'skipped', skip: 'skipped', todo: 'skipped' }

function message(errors) {
  const first = errors && errors[0]
  return first ? plain(first.message || first.stack || first) : undefined
}

// Whether each file has a process or a thread of its own, which ends with it.
function isIsolated({ pool, poolOptions, isolate, browser }) {
  const own = poolOptions?.[pool]?.isolate ?? isolate
  return (pool === 'forks' || pool === 'threads') && own !== false && !browser?.enabled
}

// A sequencer that runs the files in the order of the hunt, as often as they stand in it.
function ordered(order) {
  const of = (spec) => spec.moduleId ?? spec[1]
  return class {
    sort(specs) {
      const known = new Map(specs.map((spec) => [of(spec), spec]))
      return order.map((one) => known.get(one)).filter(Boolean)
    }

    shard(specs) {
      return specs
    }
  }
}

export default class OomscopeReporter {
  // Only configuration has files that are loaded before each test file, and this runs before it goes to workers.
  onInit(vitest) {
    const order = readOrder()
    this.isFinding = order === undefined
    // Vitest has its own order, and only the hunt asks for files several times.
    if (order && new Set(order).size < order.length) vitest.config.sequence.sequencer = ordered(order)
    const projects = vitest.projects || []
    try {
      if (projects.length > 0 && projects.every(({ config }) => isIsolated(config))) writeFileSync(isolated, '')
    } catch {
      // Then it is not known.
    }
    for (const { config, vite } of projects) {
      // A browser has no such process, and may not load a file from elsewhere.
      if (!Array.isArray(config.setupFiles) || config.browser?.enabled) continue
      config.setupFiles.unshift(setup)
      // Where the environment is that of a page (jsdom, happy-dom), Vite serves files of these folders only.
      vite?.config?.server?.fs?.allow?.push(path.dirname(setup))
    }
  }

  find(paths) {
    if (!this.isFinding) return
    this.isFinding = false
    tell({ event: 'found', tests: paths })
    try {
      // For the workers, which count.
      writeFileSync(process.env.OOMSCOPE_ORDER, JSON.stringify(paths))
    } catch {
      // Then they do not know which file is their last one.
    }
  }

  // Vitest 2.
  onPathsCollected(paths) {
    this.find(paths ?? [])
  }

  // Vitest 3 and later.

  onTestRunStart(specifications) {
    this.find(specifications.map((one) => one.moduleId))
  }

  // Told at once, when the file is about to be loaded; that it starts is told only some time later.
  onTestModuleQueued(module) {
    tell({ event: 'start', test: module.moduleId })
  }

  onTestModuleEnd(module) {
    this.isTold = true
    let failure = message(module.errors())
    let cases = 0
    let ran = 0
    const lines = []
    for (const one of module.children.allTests()) {
      cases += 1
      const result = one.result()
      const outcome = OUTCOMES[result.state]
      if (outcome === undefined) continue
      if (outcome !== 'skipped') ran += 1
      const why = message(result.errors) || result.note
      if (outcome === 'failed' && failure === undefined) failure = `${one.name}: ${why}`
      const diagnostic = one.diagnostic()
      lines.push({
        event: 'case',
        test: module.moduleId,
        name: one.fullName,
        outcome,
        duration_ms: diagnostic && outcome !== 'skipped' ? diagnostic.duration : undefined,
        why
      })
    }
    const diagnostic = module.diagnostic()
    const state = module.state()
    lines.push({
      event: 'end',
      test: module.moduleId,
      outcome: state === 'failed' ? 'failed' : cases > 0 && ran === 0 ? 'skipped' : 'passed',
      duration_ms: diagnostic.duration,
      why: state === 'failed' ? failure : undefined,
      heap_bytes: diagnostic.heap || undefined
    })
    tell(...lines)
  }

  // Vitest 2 tells everything at the end.

  onFinished(files) {
    if (this.isTold) return
    for (const file of files || []) {
      const result = file.result || {}
      for (const [name, one] of tests(file.tasks, [])) {
        const state = (one.result && one.result.state) || one.mode
        if (OUTCOMES[state] === undefined) continue
        const errors = one.result && one.result.errors
        tell({ event: 'case', test: file.filepath, name, outcome: OUTCOMES[state], duration_ms: one.result && one.result.duration, why: message(errors) })
      }
      tell({
        event: 'end',
        test: file.filepath,
        outcome: OUTCOMES[result.state || file.mode] || 'passed',
        duration_ms: result.duration,
        why: message(result.errors),
        heap_bytes: result.heap || undefined
      })
    }
  }
}

function* tests(tasks, names) {
  for (const task of tasks) {
    if (task.type === 'suite') yield* tests(task.tasks, [...names, task.name])
    else yield [[...names, task.name].join(' > '), task]
  }
}
