import fc from 'fast-check'
import { expect, it } from 'vitest'
import { holmAdjusted } from './holm.ts'
import { scipyReferences } from './testing/scipy-references.ts'

it('multiplies the smallest p by the number of hypotheses, and so on', () => {
  const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005])
  ;[0.03, 0.06, 0.06, 0.02].forEach((p, index) => {
    expect(adjusted[index]).toBeCloseTo(p, 12)
  })
})

it('is statsmodels’', () => {
  const { ps, adjusted } = scipyReferences.holm
  holmAdjusted(ps).forEach((p, index) => {
    expect(p).toBeCloseTo(adjusted[index] ?? Number.NaN, 12)
  })
})

it('keeps the order, and lies between p and what Bonferroni makes of it', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 }), (ps) => {
      const adjusted = holmAdjusted(ps)
      ps.forEach((p, a) => {
        expect(adjusted[a]).toBeGreaterThanOrEqual(p)
        expect(adjusted[a]).toBeLessThanOrEqual(Math.min(1, p * ps.length))
        ps.forEach((other, b) => {
          if (p <= other) expect(adjusted[a]).toBeLessThanOrEqual(adjusted[b] ?? 0)
        })
      })
    }),
  )
})
