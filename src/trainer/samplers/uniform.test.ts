import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { UniformSampler } from './uniform.ts'

/** Counts of each of `items` items in draws for user 0. */
function counts(training: Interactions, draws: number): number[] {
  const drawn = new UniformSampler(training, new Rng(1, 'x')).draw(new Int32Array(draws))
  const counted = new Array<number>(training.items).fill(0)
  for (const item of drawn) counted[item] = (counted[item] ?? 0) + 1
  return counted
}

test('every item left is equally likely: chi-square', () => {
  const training = Interactions.fromPairs(Int32Array.of(0, 1, 0, 3), 1, 6)
  const counted = counts(training, 40_000)
  expect([counted[1], counted[3]]).toEqual([0, 0])
  const chiSquare = [0, 2, 4, 5].reduce((sum, i) => sum + ((counted[i] ?? 0) - 10_000) ** 2 / 10_000, 0)
  // 99.9th percentile at 3 degrees of freedom.
  expect(chiSquare).toBeLessThan(16.27)
})

test('also for a user who has nearly everything', () => {
  const owned = Array.from({ length: 200 }, (_, item) => item).filter((item) => item % 50 !== 7)
  const training = Interactions.fromPairs(Int32Array.from(owned.flatMap((item) => [0, item])), 1, 200)
  const counted = counts(training, 40_000)
  expect(counted.reduce((sum, count, item) => sum + (item % 50 === 7 ? count : 0), 0)).toBe(40_000)
  const chiSquare = [7, 57, 107, 157].reduce((sum, i) => sum + ((counted[i] ?? 0) - 10_000) ** 2 / 10_000, 0)
  expect(chiSquare).toBeLessThan(16.27)
})

test('several at a time are those of one at a time', () => {
  const lists = fc.array(fc.uniqueArray(fc.nat(39), { maxLength: 39 }), { minLength: 3, maxLength: 3 })
  fc.assert(
    fc.property(
      lists,
      fc.array(fc.nat(2), { maxLength: 9 }),
      fc.integer({ min: 1, max: 16 }),
      (own, of, count) => {
        const pairs = own.flatMap((items, user) => items.flatMap((item) => [user, item]))
        const training = Interactions.fromPairs(Int32Array.from(pairs), 3, 40)
        const users = Int32Array.from(of)
        const repeated = Int32Array.from(of.flatMap((user) => Array<number>(count).fill(user)))
        const sampler = () => new UniformSampler(training, new Rng(3, 'x'))
        expect(sampler().drawEach(users, count)).toEqual(sampler().draw(repeated))
      },
    ),
  )
})
