import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SamplerName, SamplerSettings } from '#shared/training/samplers/sampler-settings.ts'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { createSampler } from './create-sampler.ts'

/** What holds for all of them. */
describe.each(SamplerName.options)('%s', (name) => {
  const settings = SamplerSettings.parse({ name })
  const perUser = 'candidates' in settings ? settings.candidates : 1

  test('a negative is never a training positive of its user', () => {
    const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(6)), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(pairs, fc.nat(), (list, seed) => {
        const training = Interactions.fromPairs(Int32Array.from(list.flat()), 5, 7)
        const users = Int32Array.of(0, 1, 2, 3, 4).filter((user) => training.degreeOf(user) < 7)
        const sampled = createSampler(settings, training, new Rng(seed, 'x')).propose(users)
        expect(sampled.length).toBe(users.length * perUser)
        sampled.forEach((item, index) => {
          expect(item).toBeGreaterThanOrEqual(0)
          expect(item).toBeLessThan(7)
          expect(training.itemsOf(users[Math.floor(index / perUser)] ?? 0)).not.toContain(item)
        })
      }),
    )
  })

  test('goes on from a state as the one that gave it', () => {
    const training = Interactions.fromPairs(Int32Array.of(0, 1, 1, 2, 1, 3, 2, 3), 3, 6)
    const users = Int32Array.of(0, 1, 2, 0, 1, 2)
    const first = createSampler(settings, training, new Rng(1, 'x'))
    first.propose(users)
    const second = createSampler(settings, training, new Rng(2, 'x'))
    second.restore(first.state)
    expect([...second.propose(users), ...second.propose(users)]).toEqual([
      ...first.propose(users),
      ...first.propose(users),
    ])
  })

  test('a user with every item is refused', () => {
    const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1), 1, 2)
    const sampler = createSampler(settings, training, new Rng(1, 'x'))
    expect(() => sampler.propose(Int32Array.of(0))).toThrow('User 0 interacted with every item')
  })
})
