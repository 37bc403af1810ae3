// One comment on a pull request, written anew instead of repeated.
import { readFileSync } from 'node:fs'
import * as core from '@actions/core'
import { HttpError, Repository } from './api'
import { InputError } from './inputs'

/** GitHub takes so many characters. */
const MOST = 65_536
const PER_PAGE = 100

export interface Comment {
  id: number
  body?: string
  user: { type: string } | null
  author_association: string
}

/** What makes a comment ours; it does not show. */
export function marker(key: string): string {
  return `<!-- oomscope: ${key.replace(/[^\w.-]/g, '-')} -->`
}

/** Whether a comment is the one to be written anew. Anybody can write the marker, so it is not enough. */
export function isOurs(comment: Comment, mark: string): boolean {
  const isTrusted =
    comment.user?.type === 'Bot' || ['OWNER', 'MEMBER', 'COLLABORATOR'].includes(comment.author_association)
  return isTrusted && (comment.body ?? '').startsWith(mark)
}

/** The body with its marker, within what GitHub takes. */
export function body(mark: string, text: string): string {
  const whole = `${mark}\n${text}`
  return whole.length <= MOST ? whole : `${whole.slice(0, MOST - 20)}\n\n… cut`
}

/** The number of the pull request that the job is about. */
export function pullRequest(event: unknown): number {
  const number = (event as { pull_request?: { number?: unknown } }).pull_request?.number
  if (typeof number !== 'number') {
    throw new InputError('the job was not started by a pull request; give its number as `pull-request`')
  }
  return number
}

/** Writes the comment. */
export async function comment(environment: NodeJS.ProcessEnv = process.env): Promise<number> {
  const text = readFileSync(core.getInput('file', { required: true }), 'utf8')
  const given = core.getInput('pull-request')
  if (given !== '' && !/^[1-9]\d*$/.test(given)) {
    throw new InputError(`\`pull-request\` is \`${given}\`; give its number`)
  }
  const event = () => JSON.parse(readFileSync(environment['GITHUB_EVENT_PATH'] ?? '', 'utf8')) as unknown
  const number = given === '' ? pullRequest(event()) : Number(given)
  const mark = marker(core.getInput('key') || 'oomscope')
  const repository = new Repository(core.getInput('github-token'), environment)
  try {
    await write(repository, number, mark, body(mark, text))
  } catch (error) {
    // The token of a fork, or of Dependabot, may read only. That is no fault of the change.
    if (!(error instanceof HttpError) || error.status !== 403) throw error
    core.warning(`The token may not write a comment (pull-requests: write); the summary says the same. ${error.message}`)
  }
  return 0
}

/** Writes the comment that is there anew, or a first one. */
async function write(repository: Repository, number: number, mark: string, body: string): Promise<void> {
  for (let page = 1; ; page += 1) {
    const path = `/issues/${number}/comments?per_page=${PER_PAGE}&page=${page}`
    const listed = await repository.call<Comment[]>(path)
    const ours = listed.find(one => isOurs(one, mark))
    if (ours !== undefined) {
      await repository.call(`/issues/comments/${ours.id}`, 'PATCH', { body })
      core.info(`comment ${ours.id} is written anew`)
      return
    }
    if (listed.length < PER_PAGE) break
  }
  const made = await repository.call<{ id: number }>(`/issues/${number}/comments`, 'POST', { body })
  core.info(`comment ${made.id} is written`)
}
