import assert from 'node:assert/strict'
import { openTab } from '../src/tabs.mjs'
it('tab 2', () => { assert.equal(openTab('t2').length, 14000) })
