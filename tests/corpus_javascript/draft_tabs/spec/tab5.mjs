import assert from 'node:assert/strict'
import { openTab } from '../src/tabs.mjs'
it('tab 5', () => { assert.equal(openTab('t5').length, 14000) })
