// Where oomscope comes from: a given binary, the PATH, or a release that somebody else than its server vouches for.
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { ask } from './api'
import { run } from './child'
import { InputError, type Inputs } from './inputs'
import { version as own } from '../package.json'

const REPOSITORY = 'oomscope/oomscope'
const WORKFLOW = '.github/workflows/release.yml'
const ARCHITECTURES: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' }

type Wanted = Pick<Inputs, 'binary' | 'version' | 'releases' | 'sha256' | 'token'>

/** The path of the program. */
export async function find(
  inputs: Wanted,
  temp: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string> {
  if (inputs.binary !== '') {
    const path = resolve(inputs.binary)
    if (!isProgram(path)) throw new InputError(`\`binary\` is \`${inputs.binary}\`, which is no program`)
    return path
  }
  if (inputs.version === '') {
    const folders = (environment['PATH'] ?? '').split(delimiter)
    const found = folders.map(folder => join(folder, 'oomscope')).find(isProgram)
    if (found !== undefined) return found
  }
  return download(inputs, temp)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Names of the files of a release. */
export function archiveName(version: string, architecture: string = process.arch): string {
  const arch = ARCHITECTURES[architecture]
  if (process.platform !== 'linux' || arch === undefined) {
    throw new InputError(`oomscope runs on Linux, x64 or arm64, and not on ${process.platform} ${architecture}`)
  }
  return `oomscope-${version}-${arch}-unknown-linux-musl.tar.gz`
}

async function download(inputs: Wanted, temp: string): Promise<string> {
  const plain = (inputs.version || own).replace(/^v/, '')
  if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(plain)) {
    throw new InputError(`\`version\` is \`${inputs.version}\`; write it as 1.2.3`)
  }
  const name = archiveName(plain)
  const url = `${inputs.releases.replace(/\/$/, '')}/download/v${plain}/${name}`
  const bytes = new Uint8Array(await (await ask(url)).arrayBuffer())
  const folder = join(temp, `oomscope-${plain}`)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, bytes)
  if (inputs.sha256 === '') await attested(file, url, inputs.token)
  else pinned(bytes, url, inputs.sha256)
  const { code } = await run('tar', ['-xzf', file, '-C', folder])
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const program = inside.map(path => join(folder, path)).find(path => path.endsWith('/oomscope') && isProgram(path))
  if (code !== 0 || program === undefined) throw new Error(`${url} holds no program \`oomscope\``)
  return program
}

/** Refuses another file than the one that the workflow names. */
function pinned(bytes: Uint8Array, url: string, wanted: string): void {
  const is = createHash('sha256').update(bytes).digest('hex')
  if (is !== wanted) throw new Error(`${url} has the checksum ${is}, and \`sha256\` says ${wanted}: it is not used`)
}

/** Refuses a file of which GitHub does not attest that oomscope's release workflow built it. Sums that lie beside a
 * release prove nothing about it: whoever replaces the one replaces the other. */
async function attested(file: string, url: string, token: string): Promise<void> {
  const words = ['attestation', 'verify', file, '--repo', REPOSITORY, '--signer-workflow', `${REPOSITORY}/${WORKFLOW}`]
  let code: number
  try {
    code = (await run('gh', words, { env: { ...process.env, GH_TOKEN: token } })).code
  } catch {
    throw new InputError('there is no `gh` to verify the download with; install it, or pin the archive with `sha256`')
  }
  if (code !== 0) throw new Error(`${url} has no attestation of ${REPOSITORY}: it is not used`)
}
