import { describe, expect, test } from 'vitest'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { chiSquare } from '../testing/chi-square.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { plainScorer } from '../testing/plain-scorer.ts'
import { uniformCandidates } from './candidates.ts'
import { DnsSampler } from './dns.ts'
import { UniformSampler } from './uniform.ts'

const training = Interactions.fromPairs(Int32Array.of(0, 1, 1, 0, 1, 2, 2, 5), 3, 6)
/** Integers, so that every backend computes the same scores; items 2 and 4 are equal to all. */
const users = Float32Array.of(1, 0, 0, 1, 1, 1)
const items = Float32Array.of(1, 4, 6, 6, 3, 3, 2, 5, 3, 3, 5, 1)

describe.each(everyBackend)('DNS on $title', ({ available, create }) => {
  const backend = sharedBackend(available, create)

  test.skipIf(!available)('chooses what a plain search for the best candidate chooses', async () => {
    const [of, over] = [backend().upload(users, 3, 2), backend().upload(items, 6, 2)]
    const scorer = {
      scores: (some: Int32Array, list: Int32Array) => backend().pairScores(of, some, over, list),
    }
    const pairs = Int32Array.from({ length: 300 }, (_, row) => row % 3)
    const sampler = new DnsSampler(training, new Rng(3, 'dns'), 4)
    const chosen = await sampler.negatives({ users: pairs, positives: pairs }, scorer)
    const candidates = uniformCandidates(new UniformSampler(training, new Rng(3, 'dns')), pairs, 4).items
    const score = (user: number, item: number) =>
      [0, 1].reduce((sum, d) => sum + (users[2 * user + d] ?? 0) * (items[2 * item + d] ?? 0), 0)
    const expected = Array.from(pairs, (user, row) => {
      const list = [...candidates.subarray(4 * row, 4 * row + 4)]
      return list.find((item) => score(user, item) === Math.max(...list.map((one) => score(user, one))))
    })
    expect([...chosen]).toEqual(expected)
  })
})

test('the hardest of k uniform candidates has the distribution of a maximum', async () => {
  const draws = 30_000
  const k = 3
  // User 0 has item 1, and scores the others in the order of their index.
  const all = new Int32Array(draws)
  const scorer = plainScorer((_, item) => (item === 1 ? 9 : item))
  const sampler = new DnsSampler(training, new Rng(11, 'dns'), k)
  const chosen = await sampler.negatives({ users: all, positives: all }, scorer)
  const ranks = [0, 2, 3, 4, 5]
  const counts = ranks.map((item) => chosen.filter((one) => one === item).length)
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(draws)
  // 99.9th percentile at 4 degrees of freedom.
  const shares = ranks.map((_, rank) => ((rank + 1) / 5) ** k - (rank / 5) ** k)
  expect(chiSquare(counts, shares)).toBeLessThan(18.47)
})

test('neither an equal score nor NaN comes before a number', async () => {
  const scores = [Number.NaN, Number.NEGATIVE_INFINITY, -1, 3, 3, Number.NaN]
  const nothing = Interactions.fromPairs(Int32Array.of(1, 0), 2, 6)
  const all = new Int32Array(500)
  const sampler = new DnsSampler(nothing, new Rng(2, 'dns'), 3)
  const chosen = await sampler.negatives(
    { users: all, positives: all },
    plainScorer((_, item) => scores[item] ?? 0),
  )
  const drawn = uniformCandidates(new UniformSampler(nothing, new Rng(2, 'dns')), all, 3).items
  const order = (item: number) => ([3, 4].includes(item) ? 2 : item === 2 ? 1 : 0)
  chosen.forEach((item, row) => {
    const list = [...drawn.subarray(3 * row, 3 * row + 3)]
    const best = Math.max(...list.map(order))
    expect(item).toBe(list.find((one) => order(one) === best))
  })
})
