interface Frame {
  at: number
  data: Uint8Array
}

const history: Frame[] = []

export function render(at: number, size: number): Frame {
  const frame: Frame = { at, data: new Uint8Array(size) }
  frame.data.fill(at)
  history.push(frame)
  return frame
}
