const { JSDOM } = require('jsdom')

const { document } = new JSDOM('<!doctype html><main></main>').window
const recycled = []

class ListView {
  constructor(count) {
    this.root = document.querySelector('main').appendChild(document.createElement('ul'))
    for (let n = 0; n < count; n++) {
      this.root.appendChild(document.createElement('li')).textContent = `entry ${n}`
    }
  }

  destroy() {
    this.root.remove()
    recycled.push(this.root)
  }
}

module.exports = { ListView }
