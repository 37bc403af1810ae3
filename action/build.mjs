// Bundles the action into dist/index.js, or (--check DIR) into another folder to be compared, or (--test)
// bundles its tests and runs them.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, existsSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const here = dirname(fileURLToPath(import.meta.url))

// The client of the artifact service can download, too, and list over GitHub's public API. The action does
// neither through it, so what only that needs stays out: half of the bundle, and a package without a licence.
const unused = {
  name: 'unused',
  setup(build) {
    const filter = /^(unzip-stream|@actions\/github(\/.*)?|@octokit\/.*)$/
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'unused' }))
    build.onLoad({ filter: /.*/, namespace: 'unused' }, ({ path }) => ({
      loader: 'js',
      contents: `const refuse = () => { throw new Error(${JSON.stringify(path + ' is not part of this bundle')}) }
        module.exports = new Proxy(refuse, { get: (_, name) => name === '__esModule' ? false : module.exports })`,
    }))
  },
}

const options = {
  absWorkingDir: here,
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [unused],
  // CommonJS has no `import.meta`.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
}

if (process.argv[2] === '--test') {
  const into = mkdtempSync(join(tmpdir(), 'oomscope-action-'))
  const tests = readdirSync(join(here, 'test')).filter(name => name.endsWith('.test.ts'))
  await build({ ...options, entryPoints: tests.map(name => `test/${name}`), outdir: into })
  const files = tests.map(name => join(into, name.replace(/ts$/, 'js')))
  const { status } = spawnSync(process.execPath, ['--test', ...files], { stdio: 'inherit' })
  rmSync(into, { recursive: true })
  process.exitCode = status ?? 1
} else {
  const into = process.argv[2] === '--check' ? process.argv[3] : join(here, 'dist')
  const { metafile } = await build({
    ...options,
    minify: true,
    metafile: true,
    entryPoints: ['src/main.ts'],
    outfile: join(into, 'index.js'),
  })
  mkdirSync(into, { recursive: true })
  writeFileSync(join(into, 'licences.txt'), licences(metafile))
}

// The licences of everything that is in the bundle, as they ask for.
function licences(metafile) {
  const allowed = new Set(['0BSD', 'Apache-2.0', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT',
    '(Apache-2.0 AND BSD-3-Clause)'])
  const packages = new Map()
  for (const [input, { bytesInOutput }] of Object.entries(metafile.outputs).flatMap(([, output]) => Object.entries(output.inputs))) {
    const at = input.lastIndexOf('node_modules/')
    if (at < 0 || bytesInOutput === 0 || input.startsWith('unused:')) continue
    const parts = input.slice(at + 'node_modules/'.length).split('/')
    const name = parts.slice(0, parts[0].startsWith('@') ? 2 : 1).join('/')
    const folder = join(here, input.slice(0, at + 'node_modules/'.length), name)
    const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    if (!allowed.has(about.license)) throw new Error(`${name} has the licence ${about.license}`)
    const file = readdirSync(folder).find(file => /^licen[cs]e/i.test(file))
    const text = file && existsSync(join(folder, file)) ? readFileSync(join(folder, file), 'utf8').trim() : ''
    packages.set(`${name} ${about.version}`, `${about.license}\n\n${text}`.trim())
  }
  const all = [...packages].sort(([a], [b]) => (a < b ? -1 : 1))
  return all.map(([name, text]) => `${name}\n${text}\n`).join('\n----\n\n')
}
