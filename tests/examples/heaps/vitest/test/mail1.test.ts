import { expect, test, vi } from 'vitest'

test('mail 1 is sent', () => {
  for (let n = 0; n < 20; n++) {
    const body: string[] = Array.from({ length: 2000 }, (_, row) => `row ${row} of mail 1`)
    const transport = vi.fn(() => body.length)
    transport()
    expect(transport).toHaveBeenCalledOnce()
  }
})
