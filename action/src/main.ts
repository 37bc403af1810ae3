// Where the bundle begins: the action, one of its two helpers, or a thread of the artifact store.
import * as core from '@actions/core'
import { comment } from './comment'
import { history } from './history'
import { action, appendSummary } from './run'
import { work } from './store'

async function main(): Promise<number> {
  switch (core.getInput('part')) {
    case 'comment':
      return comment()
    case 'history':
      return history()
    default:
      return action()
  }
}

void work().then(async isWorker => {
  if (isWorker) return
  let code: number
  try {
    code = await main()
  } catch (error) {
    const { message } = error as Error
    core.error(message)
    appendSummary(`**oomscope could not do its work:** <code>${message.replace(/[&<>]/g, c => `&#${c.charCodeAt(0)};`)}</code>\n`)
    code = 1
  }
  // A time-out or a connection that is still open must not keep the job.
  process.exit(code)
})
