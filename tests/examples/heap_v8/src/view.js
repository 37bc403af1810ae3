const recycled = [];

class View {
  #root;

  constructor(root) {
    this.#root = root;
  }

  destroy() {
    recycled.push(this.#root);
  }
}

exports.View = View;
