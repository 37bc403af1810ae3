export interface Rate {
  currency: string
  value: number
}

export type Listener = (rates: Rate[]) => void

/** Asks for rates again and again. */
export class Poller {
  private readonly rates: Rate[]

  constructor(count: number, private readonly listener: Listener) {
    this.rates = Array.from({ length: count }, (_, at) => ({ currency: `C${at}`, value: at / 7 }))
    setInterval(() => this.poll(), 60_000).unref()
  }

  poll(): void {
    this.listener(this.rates)
  }
}
