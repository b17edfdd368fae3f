import { describe, expect, test } from 'vitest'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { partSettings } from '#shared/training/samplers/mixture.ts'
import { SamplerSettings, samplerDescriptor } from '#shared/training/samplers/sampler-settings.ts'
import { Rng } from '../data/rng.ts'
import { chiSquare } from '../testing/chi-square.ts'
import { noScores } from '../testing/no-scores.ts'
import { plainScorer } from '../testing/plain-scorer.ts'
import { pairsOfOneUser, training } from '../testing/ranked-world.ts'
import { createSampler } from './create-sampler.ts'
import type { Scorer } from './sampler.ts'

async function chosenBy(settings: object, scorer: Scorer, count: number): Promise<Int32Array> {
  const mixture = SamplerSettings.parse({ name: 'mixture', ...settings })
  const sampler = createSampler(mixture, training, new Rng(4, 'x'))
  const negatives = await sampler.negatives(pairsOfOneUser(count), scorer)
  if (!(negatives instanceof Int32Array)) throw new Error('A mixture of samplers gives items.')
  return negatives
}

describe('a mixture', () => {
  test('has the distribution of its parts by their shares', async () => {
    // User 0 has item 1; of 64 candidates the highest is item 5, all but certainly.
    const scorer = plainScorer((_, item) => item)
    const settings = { first: 'uniform', second: 'dns', share: 0.25, candidates: 64 }
    const chosen = await chosenBy(settings, scorer, 20_000)
    const counts = [0, 2, 3, 4, 5].map((item) => chosen.filter((one) => one === item).length)
    expect(chiSquare(counts, [0.15, 0.15, 0.15, 0.15, 0.4])).toBeLessThan(18.47)
  })

  test('scores the candidates of those pairs alone that want scores', async () => {
    let scored = 0
    const scorer: Scorer = {
      ...noScores,
      scores: async (users) => {
        scored += users.length
        return new Float32Array(users.length)
      },
    }
    await chosenBy({ share: 0.2, candidates: 10 }, scorer, 10_000)
    expect(scored / 10).toBeGreaterThan(1800)
    expect(scored / 10).toBeLessThan(2200)
  })

  test('of two samplers that do not look at the model asks for no scores', async () => {
    const chosen = await chosenBy({ first: 'uniform', second: 'popularity', share: 0.5 }, noScores, 100)
    expect(chosen).toHaveLength(100)
  })
})

test('a part gets its own settings of the mixture', () => {
  const settings = samplerDescriptor('mixture').settings
  expect(
    problemsIn(settings, { name: 'mixture', second: 'dns-mn', candidates: 2, highest: 3 }),
  ).toHaveProperty('highest')
  expect(problemsIn(settings, { name: 'mixture', second: 'dns', candidates: 1 })).toEqual({})
  const { sampler } = configFrom({
    model: 'lightgcn',
    sampler: 'mixture',
    second: 'ahns',
    share: 0.3,
    candidates: 8,
    hardnessScale: 0.5,
  })
  if (sampler?.name !== 'mixture') throw new Error('It is a mixture.')
  expect(partSettings(sampler, sampler.first)).toEqual({ name: 'uniform' })
  expect(partSettings(sampler, sampler.second)).toEqual({
    name: 'ahns',
    candidates: 8,
    hardnessScale: 0.5,
    hardnessShift: 1,
    hardnessPower: -2,
  })
})
