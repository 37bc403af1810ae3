import { expect, test } from 'vitest'
import { count, render } from '../src/render'

test.each(['home', 'shop', 'cart', 'help', 'jobs', 'team', 'blog', 'legal'])('%s is rendered', (title) => {
  expect(render(`${title} ${count()}`).blocks).toHaveLength(12000)
})
