import assert from 'node:assert/strict'
import { test } from 'node:test'

let words

function dictionary() {
  words ??= Array.from({ length: 60000 }, (_, at) => ({ word: `word ${at}` }))
  return words
}

test('is empty before', () => {
  assert.equal(words, undefined)
})

for (let n = 0; n < 4; n++) {
  test(`knows word ${n}`, () => {
    assert.equal(dictionary()[n].word, `word ${n}`)
  })
}
