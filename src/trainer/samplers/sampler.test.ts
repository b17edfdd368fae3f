import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SamplerName } from '#shared/training/config.ts'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { createSampler } from './sampler.ts'

/** What holds for all of them. */
describe.each(SamplerName.options)('%s', (name) => {
  test('a negative is never a training positive of its user', () => {
    const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(6)), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(pairs, fc.nat(), (list, seed) => {
        const training = Interactions.fromPairs(Int32Array.from(list.flat()), 5, 7)
        const users = Int32Array.of(0, 1, 2, 3, 4).filter((user) => training.degreeOf(user) < 7)
        const sampled = createSampler(name, training, new Rng(seed, 'x')).sample(users)
        expect(sampled.length).toBe(users.length)
        sampled.forEach((item, index) => {
          expect(item).toBeGreaterThanOrEqual(0)
          expect(item).toBeLessThan(7)
          expect(training.itemsOf(users[index] ?? 0)).not.toContain(item)
        })
      }),
    )
  })

  test('goes on from a state as the one that gave it', () => {
    const training = Interactions.fromPairs(Int32Array.of(0, 1, 1, 2, 1, 3, 2, 3), 3, 6)
    const users = Int32Array.of(0, 1, 2, 0, 1, 2)
    const first = createSampler(name, training, new Rng(1, 'x'))
    first.sample(users)
    const second = createSampler(name, training, new Rng(2, 'x'))
    second.restore(first.state)
    expect([...second.sample(users), ...second.sample(users)]).toEqual([
      ...first.sample(users),
      ...first.sample(users),
    ])
  })

  test('a user with every item is refused', () => {
    const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1), 1, 2)
    const sampler = createSampler(name, training, new Rng(1, 'x'))
    expect(() => sampler.sample(Int32Array.of(0))).toThrow('User 0 interacted with every item')
  })
})
