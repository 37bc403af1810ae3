import assert from 'node:assert/strict'
import { openTab } from '../src/tabs.mjs'
it('tab 3', () => { assert.equal(openTab('t3').length, 14000) })
