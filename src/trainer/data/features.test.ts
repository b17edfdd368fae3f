import { expect, test } from 'vitest'
import { featureMatrix, meanRows } from './features.ts'

test('the rows of one key are averaged, single ones stay as they are', () => {
  const matrix = { rows: 4, cols: 2, values: Float32Array.of(1, 2, 3, 6, 5, 4, 10, 20) }
  expect(meanRows(matrix, [4, 4, 4, 7])).toEqual({ rows: 2, cols: 2, values: Float32Array.of(3, 4, 10, 20) })
  expect(meanRows(matrix, Int32Array.of(0, 1, 2, 3))).toEqual(matrix)
  expect(meanRows({ rows: 0, cols: 2, values: new Float32Array() }, [])).toMatchObject({ rows: 0, cols: 2 })
})

test('a matrix that is not there is named', () => {
  expect(() => featureMatrix({}, 'item_text')).toThrow('item_text')
})
