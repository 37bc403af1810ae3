import { readFileSync, writeFileSync } from 'fs'
import { tmpdir } from 'os'
import { join } from 'path'

export const entries = Array.from({ length: 15000 }, (_, at) => ({ at, name: `entry ${at}` }))

let pages: string[] | undefined

export function lazily(): string[] {
  if (pages === undefined) {
    const path = join(tmpdir(), `pages-${process.pid}.txt`)
    writeFileSync(path, 'a line of the catalog\n'.repeat(60000))
    pages = readFileSync(path, 'utf8').split('\n')
  }
  return pages
}
