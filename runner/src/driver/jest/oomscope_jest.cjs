'use strict'
// oomscope's reporter for Jest: tells which test file runs, what became of it and its tests, and, where the
// file runs in this very process, what memory it took. The lines are described in src/driver/reporter.rs.
// It never fails a test: an error of its own ends its reports.
const { tell, lastBegins, kib, resetPeak, plain, fileOver, settled } = require('./oomscope_measure.cjs')

const OUTCOMES = { passed: 'passed', failed: 'failed', pending: 'skipped', skipped: 'skipped', todo: 'skipped', disabled: 'skipped' }

function outcomeOf(result) {
  if (result.testExecError || result.numFailingTests > 0 || result.failureMessage) return 'failed'
  const ran = result.numPassingTests > 0
  return !ran && (result.skipped || result.numPendingTests > 0 || result.numTodoTests > 0) ? 'skipped' : 'passed'
}

// Where files run in workers, the memory of this process says nothing of them; oomscope_jest_worker.cjs does.
function isInBand() {
  return process.env.JEST_WORKER_ID !== undefined
}

class OomscopeReporter {
  constructor() {
    this.isReset = false
    this.waiting = 0
  }

  onRunStart(results) {
    this.waiting = results.numTotalTestSuites
  }

  onTestFileStart(test) {
    tell({ event: 'start', test: test.path })
    this.waiting -= 1
    if (this.waiting === 0) lastBegins()
    if (isInBand()) this.isReset = resetPeak()
  }

  // Jest waits for it before the next file begins.
  async onTestFileResult(test, result) {
    let figures = {}
    if (isInBand()) {
      await settled()
      const peak_kib = this.isReset ? kib('VmHWM') : undefined
      figures = { peak_kib, ...fileOver(test.path, true) }
    }
    const lines = []
    for (const one of result.testResults) {
      const outcome = OUTCOMES[one.status]
      if (outcome === undefined) continue
      lines.push({
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
    lines.push({
      event: 'end',
      test: test.path,
      outcome,
      duration_ms: start && end ? end - start : undefined,
      why: outcome === 'failed' ? why(result) : undefined,
      ...figures
    })
    tell(...lines)
  }

  getLastError() {}
}

function why(result) {
  const first = result.testResults.find((one) => one.failureMessages && one.failureMessages.length > 0)
  if (first) return `${first.title}: ${plain(first.failureMessages[0])}`
  const lines = plain(result.failureMessage || '').split('\n').map((line) => line.trim())
  return lines.filter((line) => line && !line.startsWith('●')).shift()
}

module.exports = OomscopeReporter
