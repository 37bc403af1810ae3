interface Price {
  sku: number
  price: number
}

// A type or two above it, so that lines of the source and of what is run differ.
type Prices = Map<string, Price[]>

export const known: Prices = new Map()

export function learn(day: string, count: number): Price[] {
  const prices = Array.from({ length: count }, (_, sku) => ({ sku, price: sku * 1.5 }))
  known.set(day, prices)
  return prices
}
