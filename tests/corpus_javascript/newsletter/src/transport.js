import { vi } from 'vitest'

// One for all files.
export const send = vi.fn(() => true)
