// GitHub's REST API and other addresses, asked over HTTP.

/** A reply that is no success. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly url: string,
    detail: string,
  ) {
    super(`${url} answered ${status}${detail === '' ? '' : `: ${detail}`}`)
  }
}

/** How long an answer may take. */
const PATIENCE_MS = 60_000

/** Asks and returns the reply, which is a success. */
export async function ask(url: string, options: RequestInit = {}): Promise<Response> {
  const reply = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), ...options })
  if (reply.ok) return reply
  const text = (await reply.text()).slice(0, 300).replace(/\s+/g, ' ').trim()
  throw new HttpError(reply.status, url.replace(/\?.*$/, ''), text)
}

/** The repository's part of the API. */
export class Repository {
  readonly root: string

  constructor(
    private readonly token: string,
    environment: NodeJS.ProcessEnv = process.env,
  ) {
    const api = environment['GITHUB_API_URL'] || 'https://api.github.com'
    this.root = `${api}/repos/${environment['GITHUB_REPOSITORY'] ?? ''}`
  }

  /** A call whose path begins behind the repository. */
  async call<T>(path: string, method = 'GET', body?: unknown): Promise<T> {
    const reply = await ask(this.root + path, {
      method,
      headers: this.headers(),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return (await reply.json()) as T
  }

  /** The bytes behind an address of the API. It forwards to a store that refuses the token. */
  async download(path: string): Promise<Uint8Array> {
    const first = await fetch(this.root + path, {
      headers: this.headers(),
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const target = first.headers.get('location')
    if (first.status >= 300 && first.status < 400 && target !== null) {
      return new Uint8Array(await (await ask(target)).arrayBuffer())
    }
    if (!first.ok) throw new HttpError(first.status, this.root + path, '')
    return new Uint8Array(await first.arrayBuffer())
  }

  private headers(): Record<string, string> {
    return {
      Accept: 'application/vnd.github+json',
      Authorization: `Bearer ${this.token}`,
      'Content-Type': 'application/json',
      'User-Agent': 'oomscope',
      'X-GitHub-Api-Version': '2022-11-28',
    }
  }
}
