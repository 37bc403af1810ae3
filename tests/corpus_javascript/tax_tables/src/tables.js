const tables = new Map()

export function table(year) {
  if (!tables.has(year)) {
    tables.set(year, Array.from({ length: 50000 }, (_, at) => ({ at, rate: (at % 42) / 100, year })))
  }
  return tables.get(year)
}

const recent = []

export function rate(year, income) {
  const answer = { year, income, rates: table(year).map((one) => one.rate * income) }
  recent.push(answer)
  if (recent.length > 3) recent.shift()
  return answer.rates.length
}
