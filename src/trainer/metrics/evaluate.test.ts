import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import { Interactions } from '../data/interactions.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { evaluate } from './evaluate.ts'

const USERS = 4
const ITEMS = 9
const pairs = fc.array(fc.tuple(fc.nat(USERS - 1), fc.nat(ITEMS - 1)), { minLength: 1, maxLength: 15 })
/** Small integers: products are exact, and ties are common. */
const vectors = (rows: number) =>
  fc.array(fc.integer({ min: -2, max: 2 }), { minLength: rows * 2, maxLength: rows * 2 })

describe.each(everyBackend)('$title', ({ available, create }) => {
  const shared = sharedBackend(available, create)

  test.skipIf(!available)('agrees with sorting all items for all users', async () => {
    const backend = shared()
    const cases = fc.asyncProperty(
      pairs,
      pairs,
      vectors(USERS),
      vectors(ITEMS),
      async (trained, held, u, i) => {
        const training = Interactions.fromPairs(Int32Array.from(trained.flat()), USERS, ITEMS)
        const heldOut = Interactions.fromPairs(Int32Array.from(held.flat()), USERS, ITEMS)
        const embeddings = { users: backend.upload(u, USERS, 2), items: backend.upload(i, ITEMS, 2) }
        const { users, perUser, metrics } = await evaluate(backend, embeddings, heldOut, training)

        const expectedUsers = [0, 1, 2, 3].filter((user) => heldOut.degreeOf(user) > 0)
        expect([...users]).toEqual(expectedUsers)
        const recalls = expectedUsers.map((user) => {
          const score = (item: number) =>
            (u[2 * user] ?? 0) * (i[2 * item] ?? 0) + (u[2 * user + 1] ?? 0) * (i[2 * item + 1] ?? 0)
          const list = Array.from({ length: ITEMS }, (_, item) => item)
            .filter((item) => !training.itemsOf(user).includes(item))
            .toSorted((a, b) => score(b) - score(a))
            .slice(0, 5)
          const relevant = heldOut.itemsOf(user)
          return list.filter((item) => relevant.includes(item)).length / relevant.length
        })
        const column = METRIC_KEYS.indexOf('recall@5')
        recalls.forEach((recall, row) => {
          expect(perUser[row * METRIC_KEYS.length + column]).toBe(Math.fround(recall))
        })
        const mean = recalls.reduce((sum, recall) => sum + recall, 0) / recalls.length
        expect(metrics['recall@5']).toBeCloseTo(mean, 12)
      },
    )
    await fc.assert(cases, { numRuns: 50 })
  })
})
