const http = require('http')

class Widget {
  constructor(document, count) {
    this.root = document.createElement('div')
    for (let n = 0; n < count; n++) {
      const tile = document.createElement('span')
      tile.textContent = `tile ${n}`
      this.root.appendChild(tile)
    }
    document.body.appendChild(this.root)
    http.globalAgent.on('free', () => this.show('idle'))
  }

  show(title) {
    this.root.title = title
  }
}

exports.Widget = Widget
