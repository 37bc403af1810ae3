import assert from 'node:assert/strict'
import { bus, open } from '../src/live.mjs'
describe('live 7', () => {
  let page
  before(() => { page = open('p7') })
  after(() => { page.close() })
  it('ticks', () => { assert.ok(bus.emit('tick')) })
  it('has rows', () => { assert.equal(page.rows.length, 15000) })
})
