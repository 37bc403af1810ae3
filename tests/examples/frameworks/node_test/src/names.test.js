const { test } = require('node:test')

test.skip('names have letters', () => {})
