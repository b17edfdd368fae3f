import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keptEdges } from './edge-pruning.ts'
import { Interactions } from './interactions.ts'
import { Rng } from './rng.ts'

const pairsOf = (interactions: Interactions) =>
  Array.from({ length: interactions.users }, (_, user) =>
    Array.from(interactions.itemsOf(user), (item) => `${user} ${item}`),
  ).flat()

test('keeps the share of the pairs, the same ones from the same numbers', () => {
  const pairs = fc.array(fc.tuple(fc.nat(9), fc.nat(14)), { minLength: 1, maxLength: 80 })
  fc.assert(
    fc.property(pairs, fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(), (list, share, seed) => {
      const all = Interactions.fromPairs(Int32Array.from(list.flat()), 10, 15)
      const kept = keptEdges(all, share, new Rng(seed, 'pruning'))
      expect(kept.size).toBe(Math.floor(share * all.size))
      expect(new Set(pairsOf(all))).toEqual(new Set([...pairsOf(all), ...pairsOf(kept)]))
      expect(pairsOf(keptEdges(all, share, new Rng(seed, 'pruning')))).toEqual(pairsOf(kept))
    }),
  )
})

test('keeps one pair with the probability of its weight, 1 / sqrt(d_u d_i)', () => {
  // Items 0 to 3 of user 0 alone; item 0 also of users 1 and 2.
  const all = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1, 0, 2, 0, 3, 1, 0, 2, 0), 3, 4)
  const weights = new Map([
    ['0 0', 1 / Math.sqrt(4 * 3)],
    ['0 1', 1 / 2],
    ['0 2', 1 / 2],
    ['0 3', 1 / 2],
    ['1 0', 1 / Math.sqrt(3)],
    ['2 0', 1 / Math.sqrt(3)],
  ])
  const total = [...weights.values()].reduce((sum, weight) => sum + weight, 0)
  const rng = new Rng(3, 'pruning')
  const draws = 20_000
  const counts = new Map<string, number>()
  for (let draw = 0; draw < draws; draw++) {
    const [pair = ''] = pairsOf(keptEdges(all, 1 / 6 + 1e-9, rng))
    counts.set(pair, (counts.get(pair) ?? 0) + 1)
  }
  const chiSquare = [...weights].reduce((sum, [pair, weight]) => {
    const expected = (draws * weight) / total
    return sum + ((counts.get(pair) ?? 0) - expected) ** 2 / expected
  }, 0)
  // 5 degrees of freedom: beyond 20.5 in one of a thousand samples.
  expect(chiSquare).toBeLessThan(20.5)
})
