// A command line as words. There is no shell: nothing is expanded, nothing is redirected.

/** A command line that cannot be read. */
export class WordsError extends Error {}

const SPACE = /\s/

/**
 * Words are parted by white space. Between single quotes everything counts as it is; between double quotes a
 * backslash takes its meaning from a double quote and from another backslash; outside of quotes a backslash
 * takes it from any character. Pieces that touch are one word.
 */
export function words(line: string): string[] {
  const found: string[] = []
  // `undefined` between two words; an empty pair of quotes is a word.
  let word: string | undefined
  let at = 0
  while (at < line.length) {
    const c = line.charAt(at)
    if (SPACE.test(c)) {
      if (word !== undefined) found.push(word)
      word = undefined
      at += 1
    } else if (c === "'") {
      const end = line.indexOf("'", at + 1)
      if (end < 0) throw unclosed(line, c)
      word = (word ?? '') + line.slice(at + 1, end)
      at = end + 1
    } else if (c === '"') {
      const [text, next] = doubleQuoted(line, at + 1)
      word = (word ?? '') + text
      at = next
    } else if (c === '\\') {
      if (at + 1 === line.length) throw new WordsError(`\`${line}\` ends with a backslash`)
      // A backslash at the end of a line joins it to the next one.
      const next = line.charAt(at + 1)
      if (next !== '\n') word = (word ?? '') + next
      at += 2
    } else {
      word = (word ?? '') + c
      at += 1
    }
  }
  if (word !== undefined) found.push(word)
  return found
}

function doubleQuoted(line: string, start: number): [string, number] {
  let text = ''
  for (let at = start; at < line.length; at += 1) {
    const c = line.charAt(at)
    if (c === '"') return [text, at + 1]
    const next = line.charAt(at + 1)
    if (c === '\\' && (next === '"' || next === '\\')) {
      text += next
      at += 1
    } else {
      text += c
    }
  }
  throw unclosed(line, '"')
}

function unclosed(line: string, quote: string): WordsError {
  return new WordsError(`a ${quote} in \`${line}\` is never closed`)
}
