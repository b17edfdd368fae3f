import { expect, it } from 'vitest'
import { meanRows } from './mean-rows.ts'

it('averages the rows of one item, and leaves single ones as they are', () => {
  const matrix = Float32Array.of(1, 2, 3, 6, 5, 4, 10, 20)
  expect(meanRows(matrix, 2, [4, 4, 4, 7])).toEqual(Float32Array.of(3, 4, 10, 20))
  expect(meanRows(matrix, 2, [0, 1, 2, 3])).toEqual(matrix)
  expect(meanRows(new Float32Array(0), 2, [])).toEqual(new Float32Array(0))
})
