type Undo = () => void

const steps: Undo[] = []

export class Canvas {
  readonly pixels: Float32Array

  constructor(width: number, height: number) {
    this.pixels = new Float32Array(width * height)
  }

  fill(value: number): void {
    const before = this.pixels.slice()
    this.pixels.fill(value)
    steps.push(() => this.pixels.set(before))
  }
}

export function undo(): void {
  steps.pop()?.()
}
