import { expect, test } from 'vitest'
import { letter } from '../src/letter.js'
import { send } from '../src/transport.js'

test('letter 1 is sent', () => {
  for (let n = 0; n < 10; n++) send(letter(`reader ${n}`, 2000))
  expect(send).toHaveBeenCalled()
})
