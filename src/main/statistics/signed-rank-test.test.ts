import fc from 'fast-check'
import { expect, it } from 'vitest'
import { signedRankTest } from './signed-rank-test.ts'
import { scipyReferences } from './testing/scipy-references.ts'

it('is SciPy’s, exact and approximate, with equal differences and differences of 0', () => {
  for (const { differences, statistic, p } of scipyReferences.signedRank) {
    const result = signedRankTest(differences)
    expect(result.statistic).toBe(statistic)
    expect(result.p / p).toBeCloseTo(1, 8)
  }
})

it('is what every choice of signs gives', () => {
  const differences = fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 8 })
  fc.assert(
    fc.property(differences, (values) => {
      expect(signedRankTest(values).p).toBeCloseTo(byEnumeration(values), 12)
    }),
  )
})

it('is that of published tables', () => {
  // W = 3 with n = 8: a tail of 5 of 256 choices of signs.
  expect(signedRankTest([-1, -2, 3, 4, 5, 6, 7, 8]).p).toBeCloseTo(10 / 256, 12)
  expect(signedRankTest([1, 2, 3, 4, 5])).toEqual({ statistic: 15, p: 2 / 32 })
})

it('finds nothing where nothing differs', () => {
  expect(signedRankTest([0, 0])).toEqual({ statistic: 0, p: 1 })
  expect(signedRankTest(new Float64Array(80))).toEqual({ statistic: 0, p: 1 })
})

function byEnumeration(values: readonly number[]): number {
  const sizes = values.filter((value) => value !== 0).map(Math.abs)
  const rank = (size: number) => {
    const equal = sizes.filter((other) => other === size).length
    return sizes.filter((other) => other < size).length + (equal + 1) / 2
  }
  const ranks = sizes.map(rank)
  const total = ranks.reduce((sum, each) => sum + each, 0)
  const sumOf = (isPositive: (at: number) => boolean) =>
    ranks.reduce((sum, each, at) => sum + (isPositive(at) ? each : 0), 0)
  const signs = values.filter((value) => value !== 0)
  const seen = sumOf((at) => (signs[at] ?? 0) > 0)
  const distance = Math.abs(seen - total / 2)
  const choices = 2 ** ranks.length
  let asFar = 0
  for (let choice = 0; choice < choices; choice++) {
    const sum = sumOf((at) => ((choice >> at) & 1) === 1)
    if (Math.abs(sum - total / 2) >= distance) asFar += 1
  }
  return asFar / choices
}
