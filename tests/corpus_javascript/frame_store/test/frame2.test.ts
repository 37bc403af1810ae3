import { expect, test } from 'vitest'
import { render } from '../src/frames'

test('frame 2 is rendered', () => {
  for (let n = 0; n < 8; n++) expect(render(n, 256 * 1024).data.length).toBe(262144)
})
