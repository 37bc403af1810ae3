import { describe, expect, it } from 'vitest'
import { Canvas } from '../src/canvas'

describe('canvas 2', () => {
  it('is filled', () => {
    const canvas = new Canvas(640, 400)
    canvas.fill(2)
    expect(canvas.pixels[0]).toBe(2)
  })

  it('is filled twice', () => {
    const canvas = new Canvas(320, 200)
    canvas.fill(1)
    canvas.fill(2)
    expect(canvas.pixels[9]).toBe(2)
  })
})
