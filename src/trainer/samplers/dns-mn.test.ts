import { describe, expect, test } from 'vitest'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { SamplerSettings, samplerDescriptor } from '#shared/training/samplers/sampler-settings.ts'
import { Rng } from '../data/rng.ts'
import { backendScorer } from '../testing/backend-scorer.ts'
import { chiSquare } from '../testing/chi-square.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { plainScorer } from '../testing/plain-scorer.ts'
import { items, pairsOf, pairsOfOneUser, scoreOf, training, users } from '../testing/ranked-world.ts'
import { uniformCandidates } from './candidates.ts'
import { DnsMnSampler } from './dns-mn.ts'
import { UniformSampler } from './uniform.ts'

describe.each(everyBackend)('DNS(M, N) on $title', ({ available, create }) => {
  const backend = sharedBackend(available, create)

  test.skipIf(!available)('chooses the rank that it draws among the sorted candidates', async () => {
    const scorer = backendScorer(backend(), backend().upload(users, 3, 2), backend().upload(items, 6, 2))
    const pairs = pairsOf(300)
    const chosen = await new DnsMnSampler(training, new Rng(5, 'x'), 6, 4).negatives(pairs, scorer)
    const rng = new Rng(5, 'x')
    const drawn = uniformCandidates(new UniformSampler(training, rng), pairs.users, 6).items
    const expected = Array.from(pairs.users, (user, pair) => {
      const list = [...drawn.subarray(6 * pair, 6 * pair + 6)]
      return list.toSorted((a, b) => scoreOf(user, b) - scoreOf(user, a))[rng.below(4)]
    })
    expect([...chosen]).toEqual(expected)
  })
})

test('with N = 2 of M = 3 the shares are those of the two highest of three', async () => {
  // User 0 has item 1, and scores the others in the order of their index.
  const scorer = plainScorer((_, item) => (item === 1 ? 9 : item))
  const sampler = new DnsMnSampler(training, new Rng(7, 'x'), 3, 2)
  const chosen = await sampler.negatives(pairsOfOneUser(30_000), scorer)
  const ranks = [0, 2, 3, 4, 5]
  const counts = ranks.map((item) => chosen.filter((one) => one === item).length)
  // Every one of the 125 draws, half of the time its highest, half of the time its second.
  const shares = ranks.map(() => 0)
  for (const a of [0, 1, 2, 3, 4]) {
    for (const b of [0, 1, 2, 3, 4]) {
      for (const c of [0, 1, 2, 3, 4]) {
        for (const rank of [a, b, c].toSorted((x, y) => y - x).slice(0, 2)) {
          shares[rank] = (shares[rank] ?? 0) + 1 / 250
        }
      }
    }
  }
  // 99.9th percentile at 4 degrees of freedom.
  expect(chiSquare(counts, shares)).toBeLessThan(18.47)
})

test('with N = M it is uniform, and with N = 1 the highest', async () => {
  const scorer = plainScorer((_, item) => item)
  const uniform = await new DnsMnSampler(training, new Rng(1, 'x'), 4, 4).negatives(
    pairsOfOneUser(20_000),
    scorer,
  )
  const counts = [0, 2, 3, 4, 5].map((item) => uniform.filter((one) => one === item).length)
  expect(chiSquare(counts, [0.2, 0.2, 0.2, 0.2, 0.2])).toBeLessThan(18.47)
  const highest = await new DnsMnSampler(training, new Rng(1, 'x'), 64, 1).negatives(
    pairsOfOneUser(200),
    scorer,
  )
  expect(new Set(highest)).toEqual(new Set([5]))
})

test('N above M is refused with a sentence', () => {
  const { settings } = samplerDescriptor('dns-mn')
  expect(problemsIn(settings, { name: 'dns-mn', candidates: 3, highest: 4 })).toEqual({
    highest: 'Chosen among the highest must not be more than the candidates per pair.',
  })
  expect(SamplerSettings.safeParse({ name: 'dns-mn', candidates: 4, highest: 4 }).success).toBe(true)
})
