// Where oomscope comes from: a given binary, the PATH, or a release whose checksum is compared.
import { createHash } from 'node:crypto'
import { accessSync, constants, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'
import { ask } from './api'
import { run } from './child'
import { InputError, type Inputs } from './inputs'
import { version as own } from '../package.json'

const ARCHITECTURES: Record<string, string> = { x64: 'x86_64', arm64: 'aarch64' }

/** The path of the program. */
export async function find(
  inputs: Pick<Inputs, 'binary' | 'version' | 'releases'>,
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
  return download(inputs.version || own, inputs.releases, temp)
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

/** The checksum of a file in a list as `sha256sum` writes it. */
export function sumOf(name: string, sums: string): string | undefined {
  const lines = sums.split('\n').map(line => /^([0-9a-f]{64}) [ *](.+)$/.exec(line.trim()))
  return lines.find(line => line?.[2] === name)?.[1]
}

async function download(version: string, releases: string, temp: string): Promise<string> {
  const plain = version.replace(/^v/, '')
  if (!/^\d+\.\d+\.\d+[\w.+-]*$/.test(plain)) {
    throw new InputError(`\`version\` is \`${version}\`; write it as 1.2.3`)
  }
  const name = archiveName(plain)
  const release = `${releases.replace(/\/$/, '')}/download/v${plain}`
  const wanted = sumOf(name, await (await ask(`${release}/SHA256SUMS`)).text())
  if (wanted === undefined) throw new Error(`SHA256SUMS of release ${plain} does not name ${name}`)
  const url = `${release}/${name}`
  const bytes = new Uint8Array(await (await ask(url)).arrayBuffer())
  const is = createHash('sha256').update(bytes).digest('hex')
  if (is !== wanted) {
    throw new Error(`${url} has the checksum ${is}, and SHA256SUMS says ${wanted}: it is not used`)
  }
  const folder = join(temp, `oomscope-${plain}`)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  writeFileSync(file, bytes)
  const { code } = await run('tar', ['-xzf', file, '-C', folder])
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  const program = inside.map(path => join(folder, path)).find(path => path.endsWith('/oomscope') && isProgram(path))
  if (code !== 0 || program === undefined) throw new Error(`${url} holds no program \`oomscope\``)
  return program
}
