import { describe, expect, it } from 'vitest'
import { StudyResults } from '#shared/contract/studies.ts'
import { type MadeUpStudy, type MadeUpTraining, madeUpStudy } from '../testing/made-up-study.ts'
import { analyseStudy } from './analyse-study.ts'

const base = { name: 'base' }
const better = { name: 'better' }

/** Thirty users, whose recalls in sixty-fourths depend on user and seed in no simple way. */
function noise({ replication, arm, seed }: MadeUpTraining): number[] {
  return Array.from(
    { length: 30 },
    (_, user) => ((7 * user + 3 * seed * user + 5 * replication + arm.length) % 13) / 64,
  )
}

/** The first arm's recalls, and so much more of the others. */
const leadOf =
  (leads: Record<string, number>) =>
  (training: MadeUpTraining): number[] => {
    const lead = leads[training.arm]
    const own = noise({ ...training, arm: 'base' })
    return lead === undefined
      ? own
      : own.map((value, user) => value + lead + (noise(training)[user % 7] ?? 0) / 16)
  }

const analyse = async (study: MadeUpStudy) => StudyResults.parse(await analyseStudy(madeUpStudy(study)))
const kinds = ({ hypotheses: [first] }: StudyResults) =>
  first?.tests.map(({ test, speaksOf, n }) => `${test}, ${speaksOf}, ${n}`)

describe('a study', () => {
  it('has of each arm the mean and deviation over its seeds, and what it took', async () => {
    const { arms } = await analyse({
      arms: [base, better],
      seeds: [1, 3],
      recalls: ({ arm, seed }) => (arm === 'base' ? [0.25, 0.25] : [0.5, seed / 2]),
    })
    expect(arms[1]).toEqual({
      arm: 'better',
      label: 'The better',
      placeboOf: null,
      replications: [
        {
          mean: { 'recall@20': 0.75, 'coverage@20': 0.5 },
          deviation: { 'recall@20': Math.SQRT1_2 / 2, 'coverage@20': 0 },
          seeds: 2,
        },
      ],
      mean: { 'recall@20': 0.75, 'coverage@20': 0.5 },
      chosen: [{ layers: 2 }],
      seconds: 4,
    })
  })

  it('of one data set leads with the test over users and seeds', async () => {
    const results = await analyse({ arms: [base, better], recalls: leadOf({ better: 0.125 }) })
    expect(kinds(results)).toEqual([
      'paired t, users, 30',
      'wilcoxon, users, 30',
      'paired t, seeds, 3',
      'crossed random effects, users and seeds, 90',
    ])
    expect(results.hypotheses[0]).toMatchObject({ intervalSpeaksOf: 'users and seeds', verdict: 'better' })
    expect(results.conclusion).toMatch(
      /^It: \+0\.1\d+ \[\+0\.1\d+, \+0\.1\d+\] Recall@20 over The base; it helps/,
    )
  })

  it('of one seed leads with the test over users, of three worlds with the one over worlds', async () => {
    const recalls = leadOf({ better: 0.125 })
    const single = await analyse({ arms: [base, better], seeds: [4], recalls })
    expect(single.hypotheses[0]?.intervalSpeaksOf).toBe('users')
    const worlds = await analyse({ arms: [base, better], replications: 3, recalls })
    expect(worlds.hypotheses[0]?.intervalSpeaksOf).toBe('worlds')
    expect(kinds(worlds)?.slice(-2)).toEqual(['paired t, worlds, 3', 'wilcoxon, worlds, 3'])
    const two = await analyse({ arms: [base, better], replications: 2, recalls })
    expect(two.hypotheses[0]?.intervalSpeaksOf).toBe('users and seeds')
  })

  it('pairs equal seeds: noise that both arms share is no doubt', async () => {
    const shared = await analyse({
      arms: [base, better],
      recalls: ({ arm, seed }) => [0, 1, 2].map((user) => seed / 8 + user / 16 + (arm === 'base' ? 0 : 0.25)),
    })
    const [first] = shared.hypotheses
    expect(first).toMatchObject({ difference: 0.25, interval: [0.25, 0.25], effectSize: null })
    expect(first?.replications).toEqual([0.25])
  })

  it('counts an arm that draws nothing for every seed', async () => {
    const floor = { name: 'floor', settings: { model: 'popularity' } }
    const again = { name: 'again', settings: { model: 'popularity' } }
    const recalls = leadOf({ floor: -0.0625, again: -0.125 })
    const results = await analyse({
      arms: [base, floor, again],
      hypotheses: [
        { text: 'Popularity', arm: 'floor', against: 'base' },
        { text: 'Not popularity', arm: 'base', against: 'floor' },
        { text: 'Neither', arm: 'again', against: 'floor' },
      ],
      recalls,
    })
    expect(results.complete).toBe(true)
    const [there, back, neither] = results.hypotheses
    expect(there?.tests.find(({ speaksOf }) => speaksOf === 'users and seeds')?.n).toBe(90)
    expect(back?.difference).toBeCloseTo(-(there?.difference ?? 0), 12)
    // Two arms without seeds differ by the same amount at each of them, which is no further evidence.
    expect(neither?.tests.map(({ speaksOf }) => speaksOf)).toEqual(['users', 'users'])
  })

  it('corrects each kind of test for the number of hypotheses', async () => {
    const study = {
      arms: [base, better, { name: 'other' }],
      recalls: leadOf({ better: 0.125, other: 0 }),
    }
    const [alone] = (await analyse(study)).hypotheses
    const both = await analyse({
      ...study,
      hypotheses: [
        { text: 'It', arm: 'better', against: 'base' },
        { text: 'The other', arm: 'other', against: 'base' },
      ],
    })
    both.hypotheses[0]?.tests.forEach((test, index) => {
      const single = alone?.tests[index]
      expect(test.p).toBe(single?.p)
      expect(single?.pAdjusted).toBe(single?.p)
      expect(test.pAdjusted).toBeCloseTo(Math.min(1, 2 * test.p), 12)
    })
  })

  it('concludes nothing while trainings are missing, and says which', async () => {
    const recalls = (training: MadeUpTraining) =>
      training.seed === 3 && training.arm === 'better' ? null : leadOf({ better: 0.125 })(training)
    const results = await analyse({ arms: [base, better], recalls })
    expect(results).toMatchObject({ complete: false, hypotheses: [{ verdict: 'not-shown' }] })
    expect(results.hypotheses[0]?.tests.find(({ speaksOf }) => speaksOf === 'seeds')?.n).toBe(2)
    expect(results.conclusion).toBe(
      `Nothing is concluded: of 6 trainings that are to be tested 1 is missing (The better: 1). So far, It: +0.${results.hypotheses[0]?.difference?.toFixed(3).slice(2)} Recall@20 over The base.`,
    )
  })

  it('has no figures before anything is tested', async () => {
    const results = await analyse({ arms: [base, better], recalls: () => null })
    expect(results.hypotheses[0]).toMatchObject({
      difference: null,
      interval: null,
      tests: [],
      effectSize: null,
    })
    expect(results.arms[0]).toMatchObject({ replications: [null], mean: {}, seconds: 0 })
    expect(results.strata).toEqual([])
    expect(results.conclusion).toMatch(/of 6 trainings .* 6 are missing/)
  })

  it('says so where a placebo does as well', async () => {
    const results = await analyse({
      arms: [base, better, { name: 'placebo', placeboOf: 'better' }],
      recalls: leadOf({ better: 0.125, placebo: 0.125 }),
    })
    expect(results.conclusion).toContain('but so does its placebo ‘The placebo’ (+0.1')
    const honest = await analyse({
      arms: [base, better, { name: 'placebo', placeboOf: 'better' }],
      recalls: leadOf({ better: 0.125, placebo: 0 }),
    })
    expect(honest.conclusion).toContain('and beats its placebo ‘The placebo’ (+0.1')
  })

  it('refuses runs that were tested on different users', async () => {
    const study = {
      arms: [base, better],
      recalls: ({ arm }: MadeUpTraining) => (arm === 'base' ? [0, 1] : [0, 1, 0]),
    }
    await expect(analyse(study)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('different users'),
    })
  })
})
