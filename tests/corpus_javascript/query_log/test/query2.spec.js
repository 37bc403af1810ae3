const assert = require('node:assert')
const sinon = require('sinon')
const { database } = require('../src/database')

describe('query 2', () => {
  it('is asked', () => {
    const query = sinon.fake((text, rows) => rows.length)
    for (let n = 0; n < 10; n++) query(`select ${n}`, Array.from({ length: 8000 }, (_, at) => ({ at })))
    sinon.assert.callCount(query, 10)
    assert.equal(database.query('', []), 0)
  })
})
