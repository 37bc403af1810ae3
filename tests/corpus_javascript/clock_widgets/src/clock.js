function showClock(rows) {
  const list = document.createElement('ol')
  for (let n = 0; n < rows; n++) {
    const item = document.createElement('li')
    item.textContent = String(n)
    list.append(item)
  }
  setInterval(() => list.firstChild.append('.'), 1000)
  window.addEventListener('resize', () => list.remove())
  new Promise(() => {}).then(() => list.remove())
  document.body.append(list)
  return list
}

module.exports = { showClock }
