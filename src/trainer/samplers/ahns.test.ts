import { describe, expect, test } from 'vitest'
import { Rng } from '../data/rng.ts'
import { backendScorer } from '../testing/backend-scorer.ts'
import { chiSquare } from '../testing/chi-square.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { plainScorer } from '../testing/plain-scorer.ts'
import { items, pairsOf, pairsOfOneUser, scoreOf, training, users } from '../testing/ranked-world.ts'
import { AhnsSampler } from './ahns.ts'
import { uniformCandidates } from './candidates.ts'
import { UniformSampler } from './uniform.ts'

describe.each(everyBackend)('AHNS on $title', ({ available, create }) => {
  const backend = sharedBackend(available, create)

  test.skipIf(!available)('chooses what a plain search for the nearest score chooses', async () => {
    const scorer = backendScorer(backend(), backend().upload(users, 3, 2), backend().upload(items, 6, 2))
    const pairs = pairsOf(300)
    const sampler = new AhnsSampler(training, new Rng(3, 'x'), 4, { alpha: 2, beta: 32, p: -2 })
    const chosen = await sampler.negatives(pairs, scorer)
    const drawn = uniformCandidates(new UniformSampler(training, new Rng(3, 'x')), pairs.users, 4).items
    const expected = Array.from(pairs.users, (user, pair) => {
      const hardness = 32 / (scoreOf(user, pairs.positives[pair] ?? 0) + 2)
      const distances = [...drawn.subarray(4 * pair, 4 * pair + 4)].map((item) => ({
        item,
        distance: Math.abs(Math.fround(scoreOf(user, item) - hardness)),
      }))
      const least = Math.min(...distances.map(({ distance }) => distance))
      return distances.find(({ distance }) => distance === least)?.item
    })
    expect([...chosen]).toEqual(expected)
    expect(new Set(chosen).size).toBeGreaterThan(2)
  })
})

test('the surer the model is of a positive, the easier is its negative', async () => {
  const hardness = { alpha: 1, beta: 4, p: -2 }
  const chosenWith = async (positive: number) => {
    // Item 1 is the positive; the others score their index.
    const scorer = plainScorer((_, item) => (item === 1 ? positive : item))
    const sampler = new AhnsSampler(training, new Rng(3, 'x'), 64, hardness)
    return new Set(await sampler.negatives(pairsOfOneUser(100), scorer))
  }
  expect(await chosenWith(0)).toEqual(new Set([4]))
  expect(await chosenWith(1)).toEqual(new Set([2]))
  expect(await chosenWith(9)).toEqual(new Set([0]))
})

test('of two candidates the share of each item is that of the draws where it is the nearest', async () => {
  // The hardness is 4: item 4 is nearest, then 3 and 5, then 2, then 0.
  const scorer = plainScorer((_, item) => (item === 1 ? 0 : item))
  const sampler = new AhnsSampler(training, new Rng(3, 'x'), 2, { alpha: 1, beta: 4, p: -2 })
  const chosen = await sampler.negatives(pairsOfOneUser(25_000), scorer)
  const counts = [4, 3, 5, 2, 0].map((item) => chosen.filter((one) => one === item).length)
  // Of 25 draws; 3 and 5 are equal, and of a pair of them the first is taken.
  expect(chiSquare(counts, [9 / 25, 6 / 25, 6 / 25, 3 / 25, 1 / 25])).toBeLessThan(18.47)
})
