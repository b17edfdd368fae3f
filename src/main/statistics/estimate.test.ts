import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanOfEstimates, studentTest } from './estimate.ts'
import { pairedEstimate } from './paired-estimate.ts'
import { scipyReferences } from './testing/scipy-references.ts'

describe('a paired t-test', () => {
  it('is SciPy’s', () => {
    for (const { differences, ...reference } of scipyReferences.paired) {
      const estimate = pairedEstimate(Float64Array.from(differences))
      const { statistic, p, interval } = studentTest(estimate)
      expect(estimate.mean / reference.mean).toBeCloseTo(1, 10)
      expect(estimate.standardError / reference.standardError).toBeCloseTo(1, 10)
      expect(estimate.degreesOfFreedom).toBe(reference.degreesOfFreedom)
      expect(statistic / reference.statistic).toBeCloseTo(1, 10)
      expect(p / reference.p).toBeCloseTo(1, 8)
      expect(interval[0]).toBeCloseTo(reference.interval[0], 12)
      expect(interval[1]).toBeCloseTo(reference.interval[1], 12)
    }
  })

  it('is certain where all differences are alike, in finite numbers', () => {
    expect(studentTest(pairedEstimate(Float64Array.of(0.5, 0.5, 0.5)))).toEqual({
      statistic: Number.MAX_VALUE,
      p: 0,
      interval: [0.5, 0.5],
    })
    expect(studentTest(pairedEstimate(new Float64Array(4)))).toEqual({
      statistic: 0,
      p: 1,
      interval: [0, 0],
    })
  })
})

describe('the mean of estimates', () => {
  it('of two samples is half the sum that Welch’s test is of', () => {
    const [one, other] = [
      { mean: 0.3, standardError: 0.04, degreesOfFreedom: 9 },
      { mean: 0.1, standardError: 0.03, degreesOfFreedom: 4 },
    ]
    const combined = meanOfEstimates([one, other])
    expect(combined.mean).toBeCloseTo(0.2, 12)
    // sqrt(0.0016 + 0.0009) / 2; (0.0016 + 0.0009)² / (0.0016² / 9 + 0.0009² / 4).
    expect(combined.standardError).toBeCloseTo(0.025, 12)
    expect(combined.degreesOfFreedom).toBeCloseTo(0.0025 ** 2 / (0.0016 ** 2 / 9 + 0.0009 ** 2 / 4), 8)
    expect(meanOfEstimates([one])).toBe(one)
  })

  it('of estimates alike has the sum of their degrees of freedom, and is certain where all are', () => {
    const alike = { mean: 0.2, standardError: 0.1, degreesOfFreedom: 5 }
    const combined = meanOfEstimates([alike, alike, alike, alike])
    expect(combined.degreesOfFreedom).toBeCloseTo(20, 8)
    expect(combined.standardError).toBeCloseTo(0.05, 12)
    const certain = { mean: 0.2, standardError: 0, degreesOfFreedom: 5 }
    expect(studentTest(meanOfEstimates([certain, certain])).p).toBe(0)
  })

  it('knows no more than its estimates together, and no less than the least sure of them', () => {
    const estimate = fc.record({
      mean: fc.double({ min: -1, max: 1, noNaN: true }),
      standardError: fc.double({ min: 1e-3, max: 1, noNaN: true }),
      degreesOfFreedom: fc.integer({ min: 1, max: 500 }),
    })
    fc.assert(
      fc.property(fc.array(estimate, { minLength: 2, maxLength: 6 }), (estimates) => {
        const { degreesOfFreedom } = meanOfEstimates(estimates)
        const all = estimates.map((each) => each.degreesOfFreedom)
        const sum = all.reduce((total, each) => total + each, 0)
        expect(degreesOfFreedom).toBeGreaterThan(Math.min(...all) * (1 - 1e-9))
        expect(degreesOfFreedom).toBeLessThan(sum * (1 + 1e-9))
      }),
    )
  })
})
