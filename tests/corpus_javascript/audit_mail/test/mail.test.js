const assert = require('node:assert/strict')
const { mock, test } = require('node:test')
const { mail, transport } = require('../src/mailer')

const send = mock.method(transport, 'send', (letter) => letter.lines.length)

for (let n = 0; n < 8; n++) {
  test(`letter ${n} is sent`, () => {
    assert.equal(mail(9000), 9000)
    assert.ok(send.mock.callCount() > n)
  })
}
