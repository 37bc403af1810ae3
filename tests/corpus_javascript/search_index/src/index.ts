interface Hit {
  id: number
  text: string
}

const results = new Map<string, Hit[]>()

export function search(words: string): Hit[] {
  const hits = Array.from({ length: 9000 }, (_, id) => ({ id, text: `${words} ${id}` }))
  results.set(`${words} ${results.size}`, hits)
  return hits
}

let stop: Set<string> | undefined

export function stopWords(): Set<string> {
  stop ??= new Set(Array.from({ length: 60000 }, (_, at) => `stop ${at}`))
  return stop
}
