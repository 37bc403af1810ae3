import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WordsError, words } from '../src/words'

test('white space parts words, of whatever length', () => {
  assert.deepEqual(words('  pytest\t-q \n tests/ '), ['pytest', '-q', 'tests/'])
  assert.deepEqual(words(' \n'), [])
})

test('quotes keep a word together, and may be empty', () => {
  assert.deepEqual(words(`pytest -k 'a and not b' "" "x y"'z'`), ['pytest', '-k', 'a and not b', '', 'x yz'])
})

test('a backslash takes the meaning from one character', () => {
  assert.deepEqual(words('a\\ b \\\'c "\\"d\\\\e\\n"'), ['a b', "'c", '"d\\e\\n'])
  assert.deepEqual(words('a \\\n b'), ['a', 'b'])
  assert.deepEqual(words("'a\\'"), ['a\\'])
})

test('nothing is expanded', () => {
  assert.deepEqual(words('echo $HOME `id` *.py; rm -rf / && x > y # z'), [
    'echo', '$HOME', '`id`', '*.py;', 'rm', '-rf', '/', '&&', 'x', '>', 'y', '#', 'z',
  ])
})

test('what is never closed is refused', () => {
  for (const line of ["a 'b", 'a "b', 'a "b\\"', 'a\\']) assert.throws(() => words(line), WordsError)
})
