import assert from 'node:assert'
import { Tariffs } from '../src/tariffs.ts'

describe('tariff 2', () => {
  it('has steps', () => {
    assert.equal(Tariffs.make('tariff 2', 30000).steps.length, 30000)
  })
})
