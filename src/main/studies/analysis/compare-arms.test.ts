import { describe, expect, it } from 'vitest'
import { scipyReferences } from '#main/statistics/testing/scipy-references.ts'
import { compareArms } from './compare-arms.ts'

const rowsOf = (rows: readonly (readonly number[])[]) => rows.map((row) => Float64Array.from(row))
const kinds = (differences: Parameters<typeof compareArms>[0]) =>
  compareArms(differences).tests.map(({ test, speaksOf }) => `${test}, ${speaksOf}`)

describe('the comparison of two arms', () => {
  it('in one data set is SciPy’s, and its effect size is of all users at all seeds', () => {
    for (const reference of scipyReferences.crossed) {
      const rows = rowsOf(reference.differences)
      const { difference, leading } = compareArms([rows])
      expect(difference).toBeCloseTo(reference.mean, 12)
      expect(leading?.speaksOf).toBe('users and seeds')
      expect(leading?.test.n).toBe(reference.differences.flat().length)
      expect((leading?.test.p ?? 0) / reference.p).toBeCloseTo(1, 8)
      const all = reference.differences.flat()
      const squares = all.reduce((sum, value) => sum + (value - reference.mean) ** 2, 0)
      expect(leading?.effectSize).toBeCloseTo(reference.mean / Math.sqrt(squares / (all.length - 1)), 10)
    }
  })

  it('gives data sets of different sizes the same weight', () => {
    const { difference, replications, leading, tests } = compareArms([
      rowsOf([[0.1, 0.3, 0.2, 0.2]]),
      [],
      rowsOf([[0.7, 0.5]]),
    ])
    expect(replications).toEqual([expect.closeTo(0.2, 12), null, expect.closeTo(0.6, 12)])
    expect(difference).toBeCloseTo(0.4, 12)
    expect(leading?.speaksOf).toBe('users')
    // Squared standard errors 0.02 / 3 / 4 and 0.02 / 1 / 2, a quarter of their sum.
    const error = Math.sqrt(0.02 / 12 + 0.01) / 2
    expect(leading?.test.statistic).toBeCloseTo(0.4 / error, 10)
    // Around the means of their data sets: squares 0.02 + 0.02 on 3 + 1 degrees of freedom.
    expect(leading?.effectSize).toBeCloseTo(0.4 / 0.1, 10)
    expect(tests.map(({ n }) => n)).toEqual([6, 6])
  })

  it('has the tests that seeds and users allow', () => {
    const user = new Float64Array([0.2])
    expect(kinds([[user]])).toEqual([])
    expect(kinds([[user, new Float64Array([0.3])]])).toEqual(['paired t, seeds'])
    expect(kinds([[user, user]])).toEqual([])
    expect(kinds([[user], [user], [user]])).toEqual(['paired t, worlds', 'wilcoxon, worlds'])
    expect(
      kinds([
        [Float64Array.of(0.1, 0.2)],
        rowsOf([
          [0.1, 0.2],
          [0.2, 0.4],
        ]),
      ]),
    ).toEqual(['paired t, users', 'wilcoxon, users'])
    expect(kinds([])).toEqual([])
  })

  it('tells nothing of seeds where trainings that draw nothing come out alike at each', () => {
    const row = [0.1, 0.4, -0.2]
    const repeated = compareArms([rowsOf([row, row, row])])
    expect(repeated).toEqual(compareArms([rowsOf([row])]))
    expect(repeated.tests.map(({ speaksOf }) => speaksOf)).toEqual(['users', 'users'])
  })

  it('takes what single precision parted for equal', () => {
    const third = Math.fround(1 / 3)
    // Seen apart, the means of the first two users differ in the ninth decimal.
    const rows = rowsOf([
      [third, Math.fround(2 / 3), -1],
      [third, 0, -1],
    ])
    const ranks = compareArms([rows]).tests.find(({ test }) => test === 'wilcoxon')
    // Two equal differences share the ranks 1 and 2.
    expect(ranks).toMatchObject({ statistic: 3, p: 1 })
  })
})
