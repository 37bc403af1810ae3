'use strict'
// oomscope's reporter for Jest: tells which test file runs, what became of it and its tests, and, where the
// file runs in this very process, what memory it took. The lines are described in src/driver/reporter.rs.
// It never fails a test: an error of its own ends its reports.
const fs = require('node:fs')

// Tests may replace these.
const { appendFileSync, readFileSync, writeFileSync } = fs
const told = process.env.OOMSCOPE_TOLD
const OUTCOMES = { passed: 'passed', failed: 'failed', pending: 'skipped', skipped: 'skipped', todo: 'skipped', disabled: 'skipped' }

function tell(line) {
  if (told) {
    try {
      appendFileSync(told, JSON.stringify(line) + '\n')
    } catch {
      // The runner is gone.
    }
  }
}

function kib(name) {
  try {
    const found = new RegExp('^' + name + ':\\s+(\\d+) kB', 'm').exec(readFileSync('/proc/self/status', 'latin1'))
    return found ? Number(found[1]) : undefined
  } catch {
    return undefined
  }
}

// Sets the kernel's high-water mark back, so that it is the peak of what follows.
function reset() {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
    return true
  } catch {
    return false
  }
}

function outcomeOf(result) {
  if (result.testExecError || result.numFailingTests > 0 || result.failureMessage) return 'failed'
  const ran = result.numPassingTests > 0
  return !ran && (result.skipped || result.numPendingTests > 0 || result.numTodoTests > 0) ? 'skipped' : 'passed'
}

class OomscopeReporter {
  constructor(globalConfig) {
    // With workers the memory of this process says nothing about a file.
    this.isInBand = globalConfig.maxWorkers <= 1 || globalConfig.runInBand === true
    this.before = undefined
    this.isReset = false
  }

  onTestFileStart(test) {
    tell({ event: 'start', test: test.path })
    if (this.isInBand) {
      this.before = kib('VmRSS')
      this.isReset = reset()
    }
  }

  onTestFileResult(test, result) {
    const figures = {}
    if (this.isInBand) {
      if (this.isReset) figures.peak_kib = kib('VmHWM')
      figures.rss_before_kib = this.before
      figures.rss_after_kib = kib('VmRSS')
    }
    for (const one of result.testResults) {
      const outcome = OUTCOMES[one.status]
      if (outcome === undefined) continue
      tell({
        event: 'case',
        test: test.path,
        name: [...one.ancestorTitles, one.title].join(' > '),
        outcome,
        duration_ms: typeof one.duration === 'number' ? one.duration : undefined,
        why: one.failureMessages && one.failureMessages.length > 0 ? plain(one.failureMessages[0]) : undefined
      })
    }
    const outcome = outcomeOf(result)
    const { start, end } = result.perfStats || {}
    tell({
      event: 'end',
      test: test.path,
      outcome,
      duration_ms: start && end ? end - start : undefined,
      why: outcome === 'failed' ? why(result) : undefined,
      heap_bytes: typeof result.memoryUsage === 'number' ? Math.round(result.memoryUsage) : undefined,
      ...figures
    })
  }

  getLastError() {}
}

function why(result) {
  const first = result.testResults.find((one) => one.failureMessages && one.failureMessages.length > 0)
  if (first) return `${first.title}: ${plain(first.failureMessages[0])}`
  const lines = plain(result.failureMessage || '').split('\n').map((line) => line.trim())
  return lines.filter((line) => line && !line.startsWith('●')).shift()
}

// Without the codes of a terminal.
function plain(text) {
  return String(text).replace(/\u001b\[[0-9;]*m/g, '').trim()
}

module.exports = OomscopeReporter
