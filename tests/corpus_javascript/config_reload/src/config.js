export class Config {
  constructor(count) {
    this.entries = new Map()
    for (let n = 0; n < count; n++) this.entries.set(`key.${n}`, { n, text: `value ${n}` })
    process.on('SIGHUP', () => this.reload())
  }

  reload() {
    this.entries.clear()
  }
}
