import { describe, expect, test } from 'vitest'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { chiSquare } from '../testing/chi-square.ts'
import { PopularitySampler } from './popularity.ts'

/** User 0 has the items `owned`; item i has `degrees[i]` users in all, user 0 included. */
function world(degrees: readonly number[], owned: readonly number[]): Interactions {
  const pairs = owned.flatMap((item) => [0, item])
  degrees.forEach((degree, item) => {
    const others = owned.includes(item) ? degree - 1 : degree
    for (let user = 1; user <= others; user++) pairs.push(user, item)
  })
  return Interactions.fromPairs(Int32Array.from(pairs), 1 + Math.max(...degrees), degrees.length)
}

/** How far the draws for user 0 are from these weights. */
async function distance(training: Interactions, weights: readonly number[], draws = 60_000): Promise<number> {
  const all = new Int32Array(draws)
  const drawn = await new PopularitySampler(training, new Rng(1, 'x')).negatives({
    users: all,
    positives: all,
  })
  const counts = new Array<number>(training.items).fill(0)
  for (const item of drawn) counts[item] = (counts[item] ?? 0) + 1
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return chiSquare(
    counts,
    weights.map((weight) => weight / total),
  )
}

describe('what the user lacks comes in proportion to degree^0.75', () => {
  // 99.9th percentiles of chi-square at 4, 3 and 2 degrees of freedom.
  test('items that nobody has never come', async () => {
    const training = world([1, 2, 5, 0, 16, 81], [])
    expect(await distance(training, [1, 2 ** 0.75, 5 ** 0.75, 0, 8, 27])).toBeLessThan(18.47)
  })

  test("the user's own items never come", async () => {
    const training = world([1, 2, 5, 0, 16, 81, 3], [2, 6])
    expect(await distance(training, [1, 2 ** 0.75, 0, 0, 8, 27, 0])).toBeLessThan(16.27)
  })

  test('also when the user has nearly all that is popular', async () => {
    const degrees = [1, 2, 1, ...new Array<number>(60).fill(40)]
    const owned = Array.from({ length: 60 }, (_, index) => index + 3)
    const weights = [1, 2 ** 0.75, 1, ...new Array<number>(60).fill(0)]
    expect(await distance(world(degrees, owned), weights, 20_000)).toBeLessThan(13.82)
  })

  test('where only items that nobody has are left, they are equally likely', async () => {
    const training = world([3, 0, 2, 0, 0], [0, 2])
    expect(await distance(training, [0, 1, 0, 1, 1], 20_000)).toBeLessThan(13.82)
  })
})
