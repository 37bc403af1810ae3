import assert from 'node:assert'
import { Tariffs } from '../src/tariffs.ts'

describe('tariff 1', () => {
  it('has steps', () => {
    assert.equal(Tariffs.make('tariff 1', 30000).steps.length, 30000)
  })
})
