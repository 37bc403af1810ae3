// The newest artifact of a branch, to be compared with.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { unzipSync } from 'fflate'
import type { Repository } from './api'

/** What GitHub tells of an artifact. */
export interface Listed {
  id: number
  name: string
  expired: boolean
  created_at: string
  workflow_run: {
    id: number
    head_branch: string | null
    head_repository_id: number
    repository_id: number
  } | null
}

/**
 * The newest one that was made on the branch. A fork may have a branch of the same name, and what its runs
 * upload is anybody's: only the repository's own runs count.
 */
export function newest(listed: Listed[], name: string, branch: string): Listed | undefined {
  const own = listed.filter(one => {
    const run = one.workflow_run
    return (
      one.name === name &&
      !one.expired &&
      run !== null &&
      run.head_branch === branch &&
      run.head_repository_id === run.repository_id
    )
  })
  return own.sort((a, b) => (a.created_at < b.created_at ? 1 : -1))[0]
}

/** GitHub lists them newest first, so the first pages are enough. */
const PAGES = 5
const PER_PAGE = 100

/** Downloads it into a folder and returns the file's path; nothing where there is none. */
export async function fetchNewest(
  repository: Repository,
  name: string,
  branch: string,
  folder: string,
): Promise<string | undefined> {
  for (let page = 1; page <= PAGES; page += 1) {
    const query = `name=${encodeURIComponent(name)}&per_page=${PER_PAGE}&page=${page}`
    const { artifacts } = await repository.call<{ artifacts: Listed[] }>(`/actions/artifacts?${query}`)
    const found = newest(artifacts, name, branch)
    if (found !== undefined) {
      const bytes = await repository.download(`/actions/artifacts/${found.id}/zip`)
      mkdirSync(folder, { recursive: true })
      const file = join(folder, 'baseline.oomscope.json')
      writeFileSync(file, unpacked(bytes))
      return file
    }
    if (artifacts.length < PER_PAGE) return undefined
  }
  return undefined
}

/** The artifact in what GitHub hands out: a zip with one artifact inside, or, uploaded unzipped, itself. */
export function unpacked(bytes: Uint8Array): Uint8Array {
  const isZip = bytes[0] === 0x50 && bytes[1] === 0x4b
  if (!isZip) return bytes
  const files = unzipSync(bytes, { filter: file => /\.json(\.gz)?$/.test(file.name) })
  const [first, ...others] = Object.entries(files)
  if (first === undefined) throw new Error('there is no *.json in the artifact')
  if (others.length > 0) throw new Error(`there are ${others.length + 1} *.json files in the artifact`)
  return first[1]
}
