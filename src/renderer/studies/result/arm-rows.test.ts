import { describe, expect, it } from 'vitest'
import type { StudyResults } from '#shared/contract/studies.ts'
import { planLike, resultsLike, studyLike } from '../../testing/study-like.ts'
import { armRows, metricsOf } from './arm-rows.ts'

const replication = { dataset: 1, snapshots: { curated: 1, uncurated: null } }
const plan = planLike({ replications: [replication, { ...replication, dataset: 2 }] })
const results = resultsLike(studyLike(1, { plan }))

/** The results with another value of one arm on one data set; null takes it away. */
function withValue(place: number, at: number, value: number | null): StudyResults {
  return {
    ...results,
    arms: results.arms.map((arm, index) =>
      index === place
        ? {
            ...arm,
            replications: arm.replications.map((cell, other) =>
              other !== at || cell === null
                ? cell
                : value === null
                  ? null
                  : { ...cell, mean: { ...cell.mean, 'recall@20': value } },
            ),
          }
        : arm,
    ),
  }
}

describe('rows of arms', () => {
  it('have placebos beneath their arms, and differences from the first', () => {
    const rows = armRows(results, 'recall@20')
    expect(rows.map(({ arm, depth }) => [arm.arm, depth])).toEqual([
      ['content', 0],
      ['curated', 0],
      ['shuffled', 1],
      ['popularity', 0],
    ])
    expect(rows.map(({ difference }) => difference?.toFixed(4))).toEqual([
      undefined,
      '0.0100',
      '0.0200',
      '0.0300',
    ])
  })

  it('mark what is best on each data set as far as the digits tell', () => {
    const best = (results: StudyResults, metric: string) =>
      armRows(results, metric).map(({ cells }) => cells.map((cell) => cell?.best))
    expect(best(results, 'recall@20')).toEqual([
      [false, false],
      [false, false],
      [false, false],
      [true, true],
    ])
    expect(best(results, 'ndcg@20').map(([first]) => first)).toEqual([true, false, false, false])
    expect(best(withValue(1, 0, 0.13001), 'recall@20').map(([first]) => first)).toEqual([
      false,
      true,
      false,
      true,
    ])
  })

  it('have the deviation over the seeds of one data set, and over the data sets overall', () => {
    const [row] = armRows(results, 'recall@20')
    expect(row?.cells[0]?.deviation).toBe(0.002)
    expect(row?.overall?.deviation).toBeCloseTo(0.02 / Math.SQRT2, 12)
  })

  it('compare on the data sets that both have', () => {
    const rows = armRows(withValue(1, 1, null), 'recall@20')
    expect(rows[1]?.cells[1]).toBeNull()
    expect(rows[1]?.difference).toBeCloseTo(0.01, 12)
  })

  it('show every metric that an arm has, in the order of tables', () => {
    expect(metricsOf(results)).toEqual(['recall@20', 'ndcg@20'])
  })
})
