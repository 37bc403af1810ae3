// The artifact service of GitHub Actions, asked in a thread of its own: what its client prints does not get
// between the lines of the tests, and an upload that hangs is given up together with its thread.
import { basename, dirname } from 'node:path'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'

interface Upload {
  do: 'upload'
  name: string
  file: string
  isArchived: boolean
  retentionDays: number
}

interface Remove {
  do: 'remove'
  name: string
}

type Task = Upload | Remove

/** What became of an upload. */
export interface Uploaded {
  name: string
  id: number | undefined
}

/** Whether there is a service to talk to: there is none outside of GitHub Actions. */
export function isThere(environment: NodeJS.ProcessEnv = process.env): boolean {
  return Boolean(environment['ACTIONS_RUNTIME_TOKEN']) && Boolean(environment['ACTIONS_RESULTS_URL'])
}

/** The service, as far as the action needs it. */
export interface Store {
  upload(name: string, file: string, options: { isArchived: boolean; retentionDays: number }): Promise<Uploaded>
  remove(name: string): Promise<void>
  /** Gives up what is under way. */
  abandon(): void
}

/** The real one. */
export class ArtifactStore implements Store {
  private readonly workers = new Set<Worker>()

  constructor(private readonly script: string = __filename) {}

  upload(name: string, file: string, options: { isArchived: boolean; retentionDays: number }): Promise<Uploaded> {
    return this.ask({ do: 'upload', name, file, ...options })
  }

  async remove(name: string): Promise<void> {
    await this.ask({ do: 'remove', name })
  }

  abandon(): void {
    for (const worker of this.workers) void worker.terminate()
  }

  private ask(task: Task): Promise<Uploaded> {
    return new Promise((done, fail) => {
      const worker = new Worker(this.script, { workerData: task, stdout: true, stderr: true })
      this.workers.add(worker)
      const said: Buffer[] = []
      worker.stdout.on('data', part => said.push(part))
      worker.stderr.on('data', part => said.push(part))
      worker.once('message', done)
      worker.once('error', error => fail(new Error(explained(error.message, said))))
      worker.once('exit', () => {
        this.workers.delete(worker)
        fail(new Error(explained('given up', said)))
      })
    })
  }
}

/** An error with the last words of the client. */
function explained(message: string, said: Buffer[]): string {
  const lines = Buffer.concat(said).toString().split('\n')
  const told = lines.filter(line => /^::(error|warning)|Attempt/.test(line)).map(line => line.replace(/^::\w+::/, ''))
  return [message, ...told.slice(-2)].join('; ')
}

/** What the thread does; nothing in the main one. */
export async function work(): Promise<boolean> {
  if (isMainThread) return false
  const task = workerData as Task
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  let uploaded: Uploaded = { name: task.name, id: undefined }
  if (task.do === 'remove') {
    await client.deleteArtifact(task.name)
  } else {
    const { id } = await client.uploadArtifact(task.name, [task.file], dirname(task.file), {
      skipArchive: !task.isArchived,
      compressionLevel: 6,
      ...(task.retentionDays > 0 ? { retentionDays: task.retentionDays } : {}),
    })
    // What is not archived is named by its file.
    uploaded = { name: task.isArchived ? task.name : basename(task.file), id }
  }
  parentPort?.postMessage(uploaded)
  return true
}
