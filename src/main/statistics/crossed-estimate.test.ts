import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Random, seededRandom } from '#main/catalogue/random.ts'
import { crossedEstimate, meanOverSeeds } from './crossed-estimate.ts'
import { studentTest } from './estimate.ts'
import { pairedEstimate } from './paired-estimate.ts'
import { scipyReferences } from './testing/scipy-references.ts'

const rowsOf = (differences: readonly (readonly number[])[]) =>
  differences.map((row) => Float64Array.from(row))

describe('the test over users and seeds', () => {
  it('is that of statsmodels’ analysis of variance, also with negative components of variance', () => {
    const negative = scipyReferences.crossed.map(({ negativeComponents }) => negativeComponents.join(' '))
    expect(new Set(negative)).toEqual(new Set(['', 'seeds', 'users', 'users seeds']))
    for (const { differences, ...reference } of scipyReferences.crossed) {
      const estimate = crossedEstimate(rowsOf(differences))
      const { statistic, p, interval } = studentTest(estimate)
      expect(estimate.mean).toBeCloseTo(reference.mean, 12)
      expect(estimate.standardError / reference.standardError).toBeCloseTo(1, 8)
      expect(estimate.degreesOfFreedom / reference.degreesOfFreedom).toBeCloseTo(1, 8)
      expect(statistic / reference.statistic).toBeCloseTo(1, 8)
      expect(p / reference.p).toBeCloseTo(1, 8)
      expect(interval[0]).toBeCloseTo(reference.interval[0], 10)
      expect(interval[1]).toBeCloseTo(reference.interval[1], 10)
    }
  })

  it('is the paired t-test over users where seeds change nothing', () => {
    const row = Float64Array.of(0.1, -0.2, 0.4, 0.3, 0)
    const [crossed, paired] = [crossedEstimate([row, row, row]), pairedEstimate(row)]
    expect(crossed.mean).toBeCloseTo(paired.mean, 12)
    expect(crossed.standardError).toBeCloseTo(paired.standardError, 12)
    expect(crossed.degreesOfFreedom).toBeCloseTo(paired.degreesOfFreedom, 8)
  })

  it('is the paired t-test over seeds where users are all alike', () => {
    const bySeed = [0.1, 0.3, 0.2]
    const crossed = crossedEstimate(bySeed.map((value) => new Float64Array(40).fill(value)))
    const paired = pairedEstimate(Float64Array.from(bySeed))
    expect(crossed.standardError).toBeCloseTo(paired.standardError, 12)
    expect(crossed.degreesOfFreedom).toBeCloseTo(2, 8)
  })

  it('is certain where all differences are alike', () => {
    const alike = crossedEstimate(rowsOf([new Array(4).fill(0.25), new Array(4).fill(0.25)]))
    expect(studentTest(alike)).toMatchObject({ p: 0, interval: [0.25, 0.25] })
    expect(
      studentTest(
        crossedEstimate(
          rowsOf([
            [0, 0],
            [0, 0],
          ]),
        ),
      ),
    ).toMatchObject({ p: 1 })
  })

  it('is never surer of the mean than the tests over users or over seeds alone', () => {
    const differences = fc.integer({ min: 2, max: 5 }).chain((users) =>
      fc.array(fc.array(fc.integer({ min: -9, max: 9 }), { minLength: users, maxLength: users }), {
        minLength: 2,
        maxLength: 5,
      }),
    )
    fc.assert(
      fc.property(differences, (values) => {
        const rows = rowsOf(values)
        const { standardError, mean, degreesOfFreedom } = crossedEstimate(rows)
        const byUser = rows[0]?.map(
          (_, user) => rows.reduce((sum, row) => sum + (row[user] ?? 0), 0) / rows.length,
        )
        const bySeed = rows.map((row) => row.reduce((sum, value) => sum + value, 0) / row.length)
        for (const alone of [byUser ?? new Float64Array(2), Float64Array.from(bySeed)]) {
          const estimate = pairedEstimate(alone)
          expect(mean).toBeCloseTo(estimate.mean, 9)
          expect(standardError).toBeGreaterThan(estimate.standardError - 1e-9)
        }
        expect(degreesOfFreedom).toBeGreaterThan(1 / 3 - 1e-9)
      }),
    )
  })

  it('seldom finds what is not there, where the test over users takes the luck of three seeds for an effect', () => {
    const random = seededRandom(7)
    const studies = 1000
    let [found, foundOverUsers] = [0, 0]
    for (let study = 0; study < studies; study++) {
      const byUser = Array.from({ length: 40 }, () => 0.3 * normal(random))
      const rows = Array.from({ length: 3 }, () => {
        const ofSeed = 0.3 * normal(random)
        return Float64Array.from(byUser, (ofUser) => ofUser + ofSeed + normal(random))
      })
      if (studentTest(crossedEstimate(rows)).p < 0.05) found++
      if (studentTest(pairedEstimate(meanOverSeeds(rows))).p < 0.05) foundOverUsers++
    }
    expect(found / studies).toBeLessThan(0.08)
    expect(foundOverUsers / studies).toBeGreaterThan(0.2)
  })
})

/** Box and Muller. */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
