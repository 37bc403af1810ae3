const { spawn } = require('node:child_process')
const { once } = require('node:events')

const CODE = 'const table = Array.from({ length: 100000 }, (_, at) => ({ at })); console.log(table.length); setInterval(() => table, 1e6)'

exports.start = async () => {
  const tool = spawn(process.execPath, ['-e', CODE], { stdio: ['ignore', 'pipe', 'ignore'] })
  const [said] = await once(tool.stdout, 'data')
  tool.unref()
  tool.stdout.unref()
  return Number(said)
}
