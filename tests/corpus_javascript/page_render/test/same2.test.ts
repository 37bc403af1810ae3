import { expect, test } from 'vitest'
import { render } from '../src/render'

test.each([1, 2, 3, 4, 5])('the same page is there the %ith time', () => {
  expect(render('same 2').blocks).toHaveLength(12000)
})
