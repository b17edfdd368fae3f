import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatasetId } from '#shared/contract/ids.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { countTrainings, gridSize } from '#shared/studies/trainings.ts'
import { gridPoints } from './grid-points.ts'
import { allTrials, type KnownTrial, planTrials, trialName } from './plan-trials.ts'
import { armLike, planLike } from './testing/plan-like.ts'

const finished = (trial: Omit<KnownTrial, 'outcome'>): KnownTrial => ({ ...trial, outcome: 'finished' })

describe('planTrials', () => {
  it('tunes first; what there is nothing to choose for is trained at once, and once where nothing is drawn', () => {
    expect(planTrials(planLike(), [])).toEqual([
      { replication: 0, arm: 'lightgcn', stage: 'tuning', point: { learningRate: 0.01 }, seed: 7 },
      { replication: 0, arm: 'lightgcn', stage: 'tuning', point: { learningRate: 0.02 }, seed: 7 },
      { replication: 0, arm: 'popularity', stage: 'final', point: {}, seed: 1 },
    ])
  })

  it('trains the point with the best validation for each seed, once all were tried', () => {
    const plan = planLike()
    const [slow, fast, popularity] = planTrials(plan, [])
    if (slow === undefined || fast === undefined || popularity === undefined) throw new Error('too few')
    const one = [finished({ ...slow, validation: 0.1 }), finished({ ...popularity, validation: 0.1 })]
    expect(planTrials(plan, one)).toEqual([fast])
    expect(planTrials(plan, [...one, { ...fast, validation: null, outcome: 'open' }])).toEqual([])
    const both = [...one, finished({ ...fast, validation: 0.2 })]
    expect(planTrials(plan, both)).toEqual([1, 2].map((seed) => ({ ...fast, stage: 'final', seed })))
  })

  it('takes the first of equal points, and none that came to nothing', () => {
    const plan = planLike({ arms: [armLike('a', { grid: { layers: [1, 2, 3] } }), armLike('b')] })
    const outcomes = (values: (number | null)[]) =>
      planTrials(plan, [])
        .filter(({ stage }) => stage === 'tuning')
        .map((trial, at): KnownTrial => {
          const validation = values[at] ?? null
          return { ...trial, validation, outcome: validation === null ? 'given-up' : 'finished' }
        })
    const chosen = (values: (number | null)[]) =>
      planTrials(plan, outcomes(values)).find(({ arm }) => arm === 'a')?.point
    // The default of two layers is tried first.
    expect(chosen([0.3, 0.3, 0.3])).toEqual({ layers: 2 })
    expect(chosen([0.2, 0.3, 0.3])).toEqual({ layers: 1 })
    expect(chosen([null, 0.1, null])).toEqual({ layers: 1 })
    expect(chosen([null, null, null])).toBeUndefined()
  })

  const value = fc.constantFrom(0.001, 0.002, 0.005, 0.01, 0.02)
  const grid = fc.record(
    {
      learningRate: fc.uniqueArray(value, { minLength: 1 }),
      regularization: fc.uniqueArray(value, { minLength: 1 }),
    },
    { requiredKeys: [] },
  )
  const plan: fc.Arbitrary<StudyPlan> = fc
    .record({
      grids: fc.array(grid, { minLength: 1, maxLength: 2 }),
      seeds: fc.uniqueArray(fc.nat(100), { minLength: 1, maxLength: 3 }),
      worlds: fc.integer({ min: 1, max: 2 }),
      trialsPerArm: fc.integer({ min: 1, max: 30 }),
      seed: fc.nat(),
    })
    .map(({ grids, seeds, worlds, trialsPerArm, seed }) =>
      planLike({
        arms: [
          armLike('popularity', { settings: { model: 'popularity' } }),
          ...grids.map((each, at) => armLike(`arm-${at}`, { grid: each })),
        ],
        seeds,
        replications: Array.from({ length: worlds }, (_, at) => ({
          dataset: DatasetId.parse(at + 1),
          snapshots: { curated: null, uncurated: null },
        })),
        tuning: { trialsPerArm, seed },
      }),
    )

  it('comes to every training of the plan once, in whatever order trainings end', () => {
    fc.assert(
      fc.property(plan, fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })), (each, draws) => {
        const next = () => draws.next().value ?? 0
        let known: KnownTrial[] = []
        for (;;) {
          const added = planTrials(each, known)
          known.push(...added.map((trial): KnownTrial => ({ ...trial, validation: null, outcome: 'open' })))
          const open = known.filter(({ outcome }) => outcome === 'open')
          const ends = open[Math.floor(next() * open.length)]
          if (ends === undefined) break
          const validation = next()
          known = known.map((trial) =>
            trial === ends ? { ...trial, validation, outcome: 'finished' } : trial,
          )
        }
        expect(known).toHaveLength(countTrainings(each))
        expect(new Set(known.map(trialName)).size).toBe(known.length)
        expect(allTrials(each, known).map(trialName).toSorted()).toEqual(known.map(trialName).toSorted())
        for (const final of known.filter(({ stage }) => stage === 'final')) {
          const tried = known.filter(
            ({ stage, arm, replication }) =>
              stage === 'tuning' && arm === final.arm && replication === final.replication,
          )
          if (tried.length === 0) continue
          const best = Math.max(...tried.map(({ validation }) => validation ?? 0))
          const chosen = tried.find(({ point }) => JSON.stringify(point) === JSON.stringify(final.point))
          expect(chosen?.validation).toBe(best)
        }
      }),
      { numRuns: 15 },
    )
  })

  it('draws distinct points of the grid, the same for equal grids, whatever the order of its settings', () => {
    fc.assert(
      fc.property(grid, fc.integer({ min: 1, max: 30 }), fc.nat(), (each, trialsPerArm, seed) => {
        const tuning = { trialsPerArm, seed }
        const points = gridPoints(armLike('a', { grid: each }), { tuning })
        const size = Object.keys(each).length === 0 ? 0 : Math.min(trialsPerArm, gridSize(each))
        expect(points).toHaveLength(size)
        expect(new Set(points.map((point) => JSON.stringify(point))).size).toBe(size)
        for (const point of points) {
          for (const [setting, values] of Object.entries(each)) expect(values).toContain(point[setting])
        }
        const turned = Object.fromEntries(Object.entries(each).toReversed())
        expect(gridPoints(armLike('b', { grid: turned }), { tuning })).toEqual(points)
      }),
    )
  })

  it('tries the defaults of an arm first, where the grid has them', () => {
    const arm = armLike('a', { grid: { learningRate: [0.01, 0.001, 0.1], layers: [1, 2, 3] } })
    expect(gridPoints(arm, { tuning: { trialsPerArm: 2, seed: 5 } })[0]).toEqual({
      layers: 2,
      learningRate: 0.001,
    })
  })
})
