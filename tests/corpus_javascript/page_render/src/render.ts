import memoize from 'lodash.memoize'

interface Page {
  title: string
  blocks: { text: string }[]
}

let rendered = 0

export const render = memoize((title: string): Page => {
  rendered += 1
  return { title, blocks: Array.from({ length: 12000 }, (_, n) => ({ text: `${title} ${n}` })) }
})

export function count(): number {
  return rendered
}
