import { expect, test } from 'vitest'
import { Theme } from '../src/theme.js'

test('theme 1 follows the window', () => {
  const theme = new Theme(50000)
  window.dispatchEvent(new window.Event('resize'))
  expect(theme.apply()).toBeGreaterThan(0)
})
