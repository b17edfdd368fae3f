import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Area, isWithin } from './area.ts'

const coordinate = fc.integer({ min: -20, max: 20 })

describe('an area', () => {
  it('is the same as a rectangle and as a lasso along it, whichever way it was drawn', () => {
    fc.assert(
      fc.property(
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        coordinate,
        (a, b, c, d, x, y) => {
          // Points between the lines, where neither form has an edge.
          const point = { x: x + 0.5, y: y + 0.5 }
          const lasso: Area = {
            kind: 'lasso',
            corners: [
              [a, c],
              [b, c],
              [b, d],
              [a, d],
            ],
          }
          expect(isWithin(lasso, point)).toBe(isWithin({ kind: 'rectangle', x: [a, b], y: [c, d] }, point))
        },
      ),
    )
  })

  it('has a hollow where a lasso leaves one', () => {
    const corners: [number, number][] = [
      [0, 0],
      [4, 0],
      [4, 4],
      [2, 1],
      [0, 4],
    ]
    expect(isWithin({ kind: 'lasso', corners }, { x: 2, y: 3 })).toBe(false)
    expect(isWithin({ kind: 'lasso', corners }, { x: 0.5, y: 2 })).toBe(true)
    expect(isWithin({ kind: 'lasso', corners: [] }, { x: 0, y: 0 })).toBe(false)
  })
})
