import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Generator } from './generator.ts'
import { Interactions } from './interactions.ts'
import { nthMissing, UniformSampler } from './uniform-sampler.ts'

test('nthMissing counts what is not in the list', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(30)), fc.nat(30), (list, n) => {
      const ascending = Int32Array.from(list).sort()
      const missing = Array.from({ length: 100 }, (_, value) => value).filter(
        (value) => !ascending.includes(value),
      )
      expect(nthMissing(ascending, n)).toBe(missing[n])
    }),
  )
})

test('a negative is never a training positive of its user', () => {
  const pairs = fc.array(fc.tuple(fc.nat(4), fc.nat(6)), { maxLength: 60 })
  fc.assert(
    fc.property(pairs, fc.nat(), (list, seed) => {
      const training = Interactions.fromPairs(Int32Array.from(list.flat()), 5, 7)
      const users = Int32Array.of(0, 1, 2, 3, 4).filter((user) => training.degreeOf(user) < 7)
      const sampled = new UniformSampler(training, new Generator(seed, 'x')).sample(users)
      sampled.forEach((item, index) => {
        expect(item).toBeGreaterThanOrEqual(0)
        expect(item).toBeLessThan(7)
        expect(training.itemsOf(users[index] ?? 0)).not.toContain(item)
      })
    }),
  )
})

test('every item left is equally likely', () => {
  const training = Interactions.fromPairs(Int32Array.of(0, 1, 0, 3), 1, 6)
  const drawn = new UniformSampler(training, new Generator(1, 'x')).sample(new Int32Array(40_000))
  const counts = [0, 1, 2, 3, 4, 5].map((item) => drawn.filter((value) => value === item).length)
  expect([counts[1], counts[3]]).toEqual([0, 0])
  for (const item of [0, 2, 4, 5]) expect((counts[item] ?? 0) / 40_000).toBeCloseTo(0.25, 1)
})

test('a user with every item is refused', () => {
  const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1), 1, 2)
  const sampler = new UniformSampler(training, new Generator(1, 'x'))
  expect(() => sampler.sample(Int32Array.of(0))).toThrow('User 0 interacted with every item')
})
