import assert from 'node:assert/strict'
import { openTab } from '../src/tabs.mjs'
it('tab 4', () => { assert.equal(openTab('t4').length, 14000) })
