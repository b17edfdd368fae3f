import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sizeClass } from './size-class.ts'

test('a class holds its bytes, wastes at most a quarter, and is a class of its own', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 40 }), (bytes) => {
      const size = sizeClass(bytes)
      expect(size).toBeGreaterThanOrEqual(Math.max(bytes, 256))
      if (bytes > 256) expect(size).toBeLessThanOrEqual(1.25 * bytes)
      expect(size % 16).toBe(0)
      expect(sizeClass(size)).toBe(size)
    }),
  )
})

test('four classes an octave', () => {
  expect([1024, 1025, 1281, 1537, 1793, 2048].map(sizeClass)).toEqual([1024, 1280, 1536, 1792, 2048, 2048])
})
