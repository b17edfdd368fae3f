import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { planLike } from '../../testing/study-like.ts'
import { editsProblem, leftOut, NO_EDITS, parseSeeds, parseValues, withEdits } from './plan-edits.ts'

const draft = planLike({})
const names = (plan: typeof draft) => plan.arms.map(({ name }) => name)

describe('changes of a plan', () => {
  it('are none at first', () => {
    expect(withEdits(draft, NO_EDITS)).toEqual(draft)
  })

  it('take the placebos of an arm that is left out, and the hypotheses on any of them', () => {
    const plan = withEdits(draft, { ...NO_EDITS, removed: ['curated'] })
    expect([...leftOut(draft, ['curated'])]).toEqual(['curated', 'shuffled'])
    expect(names(plan)).toEqual(['content', 'popularity'])
    expect(plan.hypotheses).toEqual([])
    expect(editsProblem(plan)).toContain('hypothesis')
  })

  it('leave hypotheses on other arms alone', () => {
    const plan = withEdits(draft, { ...NO_EDITS, removed: ['shuffled'] })
    expect(plan.hypotheses.map(({ against }) => against)).toEqual(['content'])
    expect(editsProblem(plan)).toBeNull()
  })

  it('set seeds, budget, metric, grids, and the epochs of every arm that trains', () => {
    const plan = withEdits(draft, {
      ...NO_EDITS,
      question: 'Is it so?',
      seeds: [7],
      trialsPerArm: 1,
      epochs: 2,
      metric: 'ndcg@10',
      grids: { content: { layers: [3] } },
    })
    expect(plan).toMatchObject({ question: 'Is it so?', seeds: [7], metric: 'ndcg@10' })
    expect(plan.tuning).toEqual({ ...draft.tuning, trialsPerArm: 1 })
    expect(plan.arms.map(({ settings }) => settings.epochs)).toEqual([2, 2, 2, undefined])
    expect(plan.arms.map(({ grid }) => grid)).toEqual([{ layers: [3] }, { layers: [1, 2] }, {}, {}])
  })

  it('name what keeps the plan from being created', () => {
    expect(editsProblem({ ...draft, seeds: [] })).toContain('seed')
    expect(editsProblem({ ...draft, tuning: { seed: 0, trialsPerArm: Number.NaN } })).toContain('point')
    expect(editsProblem({ ...draft, arms: draft.arms.slice(0, 1) })).toContain('two arms')
    expect(editsProblem({ ...draft, question: ' ' })).toContain('question')
  })
})

describe('typed lists', () => {
  it('of seeds are whole numbers, each once', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(999_999_999), { maxLength: 9 }), (seeds) => {
        expect(parseSeeds(seeds.join(', '))).toEqual(seeds)
      }),
    )
    expect(parseSeeds('1 2;2,3')).toEqual([1, 2, 3])
    expect(parseSeeds('1, x')).toBeNull()
    expect(parseSeeds('-1')).toBeNull()
  })

  it('of values are numbers and switches where they look like it', () => {
    expect(parseValues('0.001, 1e-2, true, both, ,both')).toEqual([0.001, 0.01, true, 'both'])
  })
})
