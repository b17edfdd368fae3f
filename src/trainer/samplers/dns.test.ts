import { describe, expect, test } from 'vitest'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { backendScorer } from '../testing/backend-scorer.ts'
import { chiSquare } from '../testing/chi-square.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { plainScorer } from '../testing/plain-scorer.ts'
import { items, pairsOf, pairsOfOneUser, scoreOf, training, users } from '../testing/ranked-world.ts'
import { uniformCandidates } from './candidates.ts'
import { DnsSampler } from './dns.ts'
import { UniformSampler } from './uniform.ts'

describe.each(everyBackend)('DNS on $title', ({ available, create }) => {
  const backend = sharedBackend(available, create)

  test.skipIf(!available)('chooses what a plain search for the best candidate chooses', async () => {
    const scorer = backendScorer(backend(), backend().upload(users, 3, 2), backend().upload(items, 6, 2))
    const pairs = pairsOf(300)
    const chosen = await new DnsSampler(training, new Rng(3, 'dns'), 4).negatives(pairs, scorer)
    const drawn = uniformCandidates(new UniformSampler(training, new Rng(3, 'dns')), pairs.users, 4).items
    const expected = Array.from(pairs.users, (user, pair) => {
      const list = [...drawn.subarray(4 * pair, 4 * pair + 4)]
      return list.find((item) => scoreOf(user, item) === Math.max(...list.map((one) => scoreOf(user, one))))
    })
    expect([...chosen]).toEqual(expected)
  })
})

test('the hardest of k uniform candidates has the distribution of a maximum', async () => {
  const draws = 30_000
  const k = 3
  // User 0 has item 1, and scores the others in the order of their index.
  const scorer = plainScorer((_, item) => (item === 1 ? 9 : item))
  const sampler = new DnsSampler(training, new Rng(11, 'dns'), k)
  const chosen = await sampler.negatives(pairsOfOneUser(draws), scorer)
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
  const pairs = pairsOfOneUser(500)
  const scorer = plainScorer((_, item) => scores[item] ?? 0)
  const chosen = await new DnsSampler(nothing, new Rng(2, 'dns'), 3).negatives(pairs, scorer)
  const drawn = uniformCandidates(new UniformSampler(nothing, new Rng(2, 'dns')), pairs.users, 3).items
  const order = (item: number) => ([3, 4].includes(item) ? 2 : item === 2 ? 1 : 0)
  chosen.forEach((item, pair) => {
    const list = [...drawn.subarray(3 * pair, 3 * pair + 3)]
    const best = Math.max(...list.map(order))
    expect(item).toBe(list.find((one) => order(one) === best))
  })
})
