type Step = { from: number; price: number }

interface Tariff {
  name: string
  steps: Step[]
}

export class Tariffs {
  private static readonly known = new Map<symbol, Tariff>()

  static make(name: string, count: number): Tariff {
    const steps: Step[] = []
    for (let at = 0; at < count; at++) steps.push({ from: at * 10, price: at / 3 })
    const tariff: Tariff = { name, steps }
    Tariffs.known.set(Symbol(name), tariff)
    return tariff
  }
}
