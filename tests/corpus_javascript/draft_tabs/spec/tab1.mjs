import assert from 'node:assert/strict'
import { openTab } from '../src/tabs.mjs'
it('tab 1', () => { assert.equal(openTab('t1').length, 14000) })
