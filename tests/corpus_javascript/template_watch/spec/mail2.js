import assert from 'node:assert/strict'
import { fileURLToPath } from 'node:url'
import { load } from '../src/templates.js'

const page = fileURLToPath(new URL('../src/page.txt', import.meta.url))

describe('mail 2', () => {
  it('begins politely', () => {
    assert.match(load(page)[0].text, /^Dear/)
  })
})
