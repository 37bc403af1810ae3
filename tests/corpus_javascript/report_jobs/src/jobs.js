import { setTimeout as later } from 'node:timers/promises'

const shutdown = new AbortController()

export async function fetchReport(name) {
  const rows = Array.from({ length: 12000 }, (_, n) => ({ name, n, text: `${name}/${n}` }))
  const job = { rows, isCancelled: false }
  shutdown.signal.addEventListener('abort', () => {
    job.isCancelled = true
  })
  await later(1)
  return rows
}

export function sum(rows) {
  return rows.reduce((all, row) => all + row.n, 0)
}
