import { watch, readFileSync } from 'node:fs'

export function load(path) {
  const compiled = []
  const source = readFileSync(path, 'utf8')
  for (let n = 0; n < 40000; n++) compiled.push({ line: n, text: source })
  const watcher = watch(path, { persistent: false }, () => {
    compiled.length = 0
  })
  watcher.on('error', () => {})
  return compiled
}
