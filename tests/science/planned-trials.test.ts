import { describe, expect, it } from 'vitest'
import { WORLD_ARMS } from './arms.ts'
import { METHODS, type MethodName } from './methods.ts'
import { MOVIE_ARMS } from './movie-arms.ts'
import { MOVIES } from './place.ts'
import { planArms, planTuning } from './planned-trials.ts'

const nothing = { from: '', methods: {} }
const shop = { world: 'shop', seed: 11 } as const

describe('arms', () => {
  const planned = (overrides: Partial<Parameters<typeof planArms>[0]> = {}) =>
    planArms({
      places: [shop],
      arms: null,
      trainingSeeds: [1, 2],
      rounds: 8,
      epochs: null,
      chosen: { worlds: nothing, movies: nothing },
      probed: false,
      ...overrides,
    })

  it('are trained by each training seed, unless nothing of them is drawn', () => {
    const { trials } = planned({ arms: ['lightgcn', 'ridge'] })
    expect(trials.map(({ arm, trainingSeed }) => `${arm} ${trainingSeed}`)).toEqual([
      'lightgcn 1',
      'lightgcn 2',
      'ridge 1',
    ])
  })

  it('have the settings that were chosen for their method, and a control changes its own alone', () => {
    const methods = { neggen: { settings: { learningRate: 0.005 }, validation: 0.3 } }
    const { trials } = planned({
      arms: ['neggen', 'neggen-shuffled'],
      trainingSeeds: [1],
      chosen: { worlds: { from: '', methods }, movies: nothing },
    })
    expect(trials.map(({ settings }) => settings)).toEqual([
      { model: 'neggen', learningRate: 0.005 },
      { model: 'neggen', learningRate: 0.005, negatives: 'shuffled' },
    ])
  })

  it('are left out, with a reason, where the checkout has no such setting', () => {
    const methods = { lightgcn: { settings: { noSuchSetting: 1 }, validation: 0.3 } }
    const { trials, left } = planned({
      arms: ['lightgcn'],
      chosen: { worlds: { from: '', methods }, movies: nothing },
    })
    expect(trials).toEqual([])
    expect(left.get('lightgcn')).toMatch(/noSuchSetting/)
  })

  it('that correct names compete where names are wrong', () => {
    const names = (world: 'shop' | 'careless') =>
      planned({ places: [{ world, seed: 11 }] }).trials.map(({ arm }) => arm)
    expect(names('careless')).toContain('reader-ridge-corrected')
    expect(names('shop')).not.toContain('reader-ridge-corrected')
  })

  it.each([
    ['worlds', WORLD_ARMS],
    ['movies', MOVIE_ARMS],
  ])('of the %s have a name each, and are held against arms', (_, arms) => {
    const names = arms.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { against = [] } of arms) {
      for (const { arm } of against) expect(names).toContain(arm)
    }
  })
})

describe('tuning', () => {
  const methods = Object.keys(METHODS) as MethodName[]

  it('never looks at the test set', () => {
    const { trials } = planTuning({ places: [shop, MOVIES], methods, rounds: 8, epochs: null })
    expect(trials.length).toBeGreaterThan(0)
    expect(trials.filter(({ tested }) => tested)).toEqual([])
  })

  it('tries equally many points of every method that is trained', () => {
    const { trials } = planTuning({ places: [shop], methods, rounds: 8, epochs: null })
    const counts = Map.groupBy(trials, ({ arm }) => arm)
    for (const [method, own] of counts) {
      expect([method, own.length]).toEqual([
        method,
        method === 'popularity' || method === 'item-knn' ? 1 : 20,
      ])
    }
  })

  it('learns from curated negatives in worlds, and from those as they were generated on the movies', () => {
    const { trials } = planTuning({
      places: [shop, MOVIES],
      methods: ['reader-ridge', 'ridge'],
      rounds: 8,
      epochs: null,
    })
    const used = new Set(trials.map(({ world, arm, snapshot }) => `${world} ${arm} ${snapshot}`))
    expect([...used]).toEqual([
      'shop reader-ridge curated-100',
      'shop ridge null',
      'movies reader-ridge proposed',
      'movies ridge null',
    ])
  })
})
