// Running oomscope: directly, without a shell between, so that the signals of a cancelled job reach it.
import { type ChildProcess, spawn } from 'node:child_process'
import { constants } from 'node:os'

/** A cancelled job signals the action alone, and more than once. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Whether the job was cancelled, and who is to be told of it. */
export class Cancellation {
  private at: number | undefined
  private child: ChildProcess | undefined
  private readonly waiting: Array<() => void> = []

  /** Begins to listen. */
  constructor(private readonly now: () => number = Date.now) {
    for (const signal of SIGNALS) process.on(signal, () => this.cancel(signal))
  }

  get isCancelled(): boolean {
    return this.at !== undefined
  }

  /** Hands signals on to this process from now on, also one that came before. */
  watch(child: ChildProcess): void {
    this.child = child
    if (this.isCancelled) child.kill('SIGINT')
  }

  /** Fulfilled so many milliseconds after the job was cancelled; never where it is not. */
  async passed(milliseconds: number): Promise<void> {
    if (this.at === undefined) await new Promise<void>(done => this.waiting.push(done))
    const left = (this.at ?? 0) + milliseconds - this.now()
    // The clock of a deadline keeps nothing alive that has nothing else to do.
    await new Promise<void>(done => setTimeout(done, Math.max(left, 0)).unref())
  }

  private cancel(signal: NodeJS.Signals): void {
    this.at ??= this.now()
    this.child?.kill(signal)
    for (const done of this.waiting.splice(0)) done()
  }
}

/** How a process ended: its code, as a shell reports it. */
export interface Ended {
  code: number
  stdout: string
}

/** Starts a program and waits for its end. Its standard error goes to the log. */
export function run(
  program: string,
  words: string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv; isQuiet?: boolean; started?: (child: ChildProcess) => void } = {},
): Promise<Ended> {
  return new Promise((done, fail) => {
    const child = spawn(program, words, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: ['ignore', 'pipe', options.isQuiet ? 'pipe' : 'inherit'],
    })
    options.started?.(child)
    const stdout: Buffer[] = []
    child.stdout?.on('data', part => stdout.push(part))
    child.stderr?.resume()
    child.once('error', fail)
    child.once('close', (code, signal) => {
      const shell = code ?? 128 + (signal === null ? 0 : constants.signals[signal])
      done({ code: shell, stdout: Buffer.concat(stdout).toString() })
    })
  })
}
