// Checkpoints: what the journal holds by now, uploaded while tests run, so that it outlives a lost runner.
import type { Store } from './store'

/** The run goes on for so many of its own lengths, in percent, until the next checkpoint: a job of six hours
 * makes about a hundred of them, and GitHub allows 500 artifacts to a job. */
const SHARE = 0.05
/** After so many failures one after the other no further one is tried. */
const FAILURES = 3

export interface Surroundings {
  store: Store
  name: string
  seconds: number
  retentionDays: number
  /** Bytes of the journal; nothing where there is none. */
  size: () => number | undefined
  /** Makes an artifact of the journal in a file and names it. */
  recover: () => Promise<string>
  now: () => number
  warn: (text: string) => void
}

/** How long to wait for the next one. */
export function pause(seconds: number, elapsedSeconds: number): number {
  return Math.max(seconds, elapsedSeconds * SHARE)
}

export class Checkpoints {
  private readonly start: number
  private timer: NodeJS.Timeout | undefined
  private under: Promise<void> | undefined
  private lastSize = 0
  private number = 0
  private failures = 0
  private isOver = false
  private last: string | undefined

  constructor(private readonly around: Surroundings) {
    this.start = around.now()
    this.arrange()
  }

  private arrange(): void {
    if (this.isOver || this.around.seconds === 0 || this.failures >= FAILURES) return
    const elapsed = (this.around.now() - this.start) / 1000
    this.timer = setTimeout(() => {
      this.under = this.make().finally(() => this.arrange())
    }, pause(this.around.seconds, elapsed) * 1000)
  }

  /** Makes one if the journal has grown. */
  async make(): Promise<void> {
    const size = this.around.size()
    if (size === undefined || size <= this.lastSize) return
    try {
      const file = await this.around.recover()
      if (this.isOver) return
      // An artifact cannot be changed. The next one is there before the last one goes: at no moment is there
      // none.
      const name = `checkpoint-${this.around.name}-${this.number + 1}`
      this.number += 1
      await this.around.store.upload(name, file, { isArchived: true, retentionDays: this.around.retentionDays })
      this.lastSize = size
      this.failures = 0
      const former = this.last
      this.last = name
      if (former !== undefined) await this.remove(former)
    } catch (error) {
      if (this.isOver) return
      this.failures += 1
      const end = this.failures === FAILURES ? '; no further one is tried' : ''
      this.around.warn(`a checkpoint of the run could not be uploaded${end}: ${(error as Error).message}`)
    }
  }

  /** Makes no further one; waits for the one under way, or gives it up. */
  async end(how: 'wait' | 'give up'): Promise<void> {
    clearTimeout(this.timer)
    if (how === 'give up') {
      this.isOver = true
      this.around.store.abandon()
    }
    await this.under
    this.isOver = true
    clearTimeout(this.timer)
  }

  /** Removes the last one: the artifact of the whole run is there. */
  async clear(): Promise<void> {
    if (this.last !== undefined) await this.remove(this.last)
    this.last = undefined
  }

  private async remove(name: string): Promise<void> {
    try {
      await this.around.store.remove(name)
    } catch {
      // One checkpoint too many does no harm.
    }
  }
}
