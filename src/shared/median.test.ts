import { expect, it } from 'vitest'
import { median } from './median.ts'

it('the median of an even number of values lies between the middle two', () => {
  expect(median([5, 1, 3])).toBe(3)
  expect(median([10, 9, 1, 2])).toBe(5.5)
  expect(() => median([])).toThrow(RangeError)
})
