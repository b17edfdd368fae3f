import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { plainScorer } from '../testing/plain-scorer.ts'
import { createSampler } from './create-sampler.ts'

/** What holds for all of them. */
describe.each(SamplerName.options)('%s', (name) => {
  const settings = SamplerSettings.parse({ name })
  const scorer = plainScorer(
    (user, item) => Math.sin(7 * user + item),
    [(user, item) => Math.sin(user + item), (user, item) => Math.cos(user * item)],
  )
  const give = (training: Interactions, seed: number) => {
    const sampler = createSampler(settings, training, new Rng(seed, 'x'))
    return {
      sampler,
      negatives: (users: Int32Array) => sampler.negatives({ users, positives: users }, scorer),
    }
  }

  test('a negative is never a training positive of its user', async () => {
    const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(6)), { minLength: 1, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(pairs, fc.nat(), async (list, seed) => {
        const training = Interactions.fromPairs(Int32Array.from(list.flat()), 5, 7)
        const users = Int32Array.of(0, 1, 2, 3, 4).filter((user) => training.degreeOf(user) < 7)
        const sampled = await give(training, seed).negatives(users)
        for (const items of sampled instanceof Int32Array ? [sampled] : sampled.items) {
          expect(items.length).toBe(users.length)
          items.forEach((item, pair) => {
            expect(item).toBeGreaterThanOrEqual(0)
            expect(item).toBeLessThan(7)
            expect(training.itemsOf(users[pair] ?? 0)).not.toContain(item)
          })
        }
      }),
    )
  })

  test('continues from a state as the one that gave it', async () => {
    const training = Interactions.fromPairs(Int32Array.of(0, 1, 1, 2, 1, 3, 2, 3), 3, 6)
    const users = Int32Array.of(0, 1, 2, 0, 1, 2)
    const [first, second] = [give(training, 1), give(training, 2)]
    await first.negatives(users)
    second.sampler.restore(first.sampler.state)
    for (let step = 0; step < 2; step++) {
      expect(await second.negatives(users)).toEqual(await first.negatives(users))
    }
  })

  test('a user with every item is refused', async () => {
    const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1), 1, 2)
    const refused = give(training, 1).negatives(Int32Array.of(0))
    await expect(refused).rejects.toThrow('User 0 interacted with every item')
  })
})
