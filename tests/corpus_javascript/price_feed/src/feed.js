class Feed {
  #waiting = []

  next(symbol, book) {
    return new Promise((resolve) => {
      this.#waiting.push({ symbol, resolve, book })
    })
  }

  get length() {
    return this.#waiting.length
  }
}

const feed = new Feed()

exports.next = (symbol, book) => feed.next(symbol, book)
exports.waiting = () => feed.length
