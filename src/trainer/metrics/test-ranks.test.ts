import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CUTOFFS, METRIC_KEYS } from '#shared/training/metrics.ts'
import { Interactions } from '../data/interactions.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { evaluate } from './evaluate.ts'
import { testRanks } from './test-ranks.ts'

const USERS = 3
/** More than a list has places. */
const ITEMS = 80
const pairs = fc.array(fc.tuple(fc.nat(USERS - 1), fc.nat(ITEMS - 1)), { minLength: 1, maxLength: 40 })
/** Small integers: products are exact, and ties are common. */
const vectors = (rows: number) =>
  fc.array(fc.integer({ min: -2, max: 2 }), { minLength: rows * 2, maxLength: rows * 2 })

describe.each(everyBackend)('$title', ({ available, create }) => {
  const shared = sharedBackend(available, create)

  async function ranked(trained: Int32Array, held: Int32Array, u: readonly number[], i: readonly number[]) {
    const backend = shared()
    const training = Interactions.fromPairs(trained, USERS, ITEMS)
    const embeddings = { users: backend.upload(u, USERS, 2), items: backend.upload(i, ITEMS, 2) }
    const heldOut = Interactions.fromPairs(held, USERS, ITEMS)
    const evaluation = await evaluate(backend, embeddings, heldOut, training)
    return { evaluation, ranks: await testRanks({ backend, embeddings, training }, held, evaluation) }
  }

  test.skipIf(!available)('are places in the order of all items that are not in training', async () => {
    const cases = fc.asyncProperty(
      pairs,
      pairs,
      vectors(USERS),
      vectors(ITEMS),
      async (trained, held, u, i) => {
        const { ranks } = await ranked(Int32Array.from(trained.flat()), Int32Array.from(held.flat()), u, i)
        const expected = held.map(([user, item]) => {
          const score = (other: number) =>
            (u[2 * user] ?? 0) * (i[2 * other] ?? 0) + (u[2 * user + 1] ?? 0) * (i[2 * other + 1] ?? 0)
          const candidates = Array.from({ length: ITEMS }, (_, other) => other).filter(
            (other) => !trained.some(([a, b]) => a === user && b === other),
          )
          return candidates.toSorted((a, b) => score(b) - score(a) || a - b).indexOf(item) + 1
        })
        expect([...ranks]).toEqual(expected)
      },
    )
    await fc.assert(cases, { numRuns: 30 })
  })

  test.skipIf(!available)('give the same recall as the evaluation', async () => {
    const held = Int32Array.of(0, 3, 2, 70, 0, 60, 1, 5, 2, 1)
    const u = [1, 2, -1, 1, 2, -2]
    const i = Array.from({ length: ITEMS * 2 }, (_, k) => Math.sin(k + 1))
    const { evaluation, ranks } = await ranked(Int32Array.of(0, 1, 1, 2), held, u, i)
    for (const cutoff of CUTOFFS) {
      const column = METRIC_KEYS.indexOf(`recall@${cutoff}`)
      evaluation.users.forEach((user, row) => {
        const own = [...ranks].filter((_, pair) => held[2 * pair] === user)
        const recall = own.filter((rank) => rank > 0 && rank <= cutoff).length / own.length
        expect(evaluation.perUser[row * METRIC_KEYS.length + column]).toBeCloseTo(recall, 6)
      })
    }
  })
})
