import fc from 'fast-check'
import { expect, test } from 'vitest'
import { configFrom } from '#shared/training/assign-settings.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Interactions } from '../data/interactions.ts'
import { createModel } from './create-model.ts'
import type { NeighbourSettings } from './item-neighbours.ts'

const backend = new ReferenceBackend('float64')

/** [users][items] */
async function scoresOf(training: Interactions, settings: Partial<NeighbourSettings>): Promise<number[][]> {
  const config = configFrom({ model: 'item-knn', ...settings })
  const { users, items } = createModel(
    backend,
    { config, negatives: null, features: {} },
    training,
  ).embeddings()
  const { cols } = users
  expect([users.rows, items.rows, items.cols]).toEqual([training.users, training.items, cols])
  const [u, i] = [await backend.read(users), await backend.read(items)]
  return Array.from({ length: users.rows }, (_, user) =>
    Array.from({ length: items.rows }, (_, item) =>
      u
        .subarray(user * cols, (user + 1) * cols)
        .reduce((sum, x, at) => sum + x * (i[item * cols + at] ?? 0), 0),
    ),
  )
}

/** The definition, written down with dense columns. */
function plainScores(pairs: readonly (readonly [number, number])[], users: number, items: number) {
  const has = (user: number, item: number) => pairs.some(([u, i]) => u === user && i === item)
  const everyone = Array.from({ length: users }, (_, user) => user)
  const everything = Array.from({ length: items }, (_, item) => item)
  const usersWith = (...wanted: number[]) =>
    everyone.filter((user) => wanted.every((item) => has(user, item))).length
  return ({ neighbours, shrinkage, normalized }: NeighbourSettings): number[][] => {
    const nearest = everything.map((j) => {
      const near = everything
        .filter((i) => i !== j && usersWith(i, j) > 0)
        .map((i) => ({ i, s: usersWith(i, j) / (Math.sqrt(usersWith(i) * usersWith(j)) + shrinkage) }))
        .sort((a, b) => b.s - a.s || a.i - b.i)
        .slice(0, neighbours)
      const total = normalized ? near.reduce((sum, { s }) => sum + s, 0) : 1
      return new Map(near.map(({ i, s }) => [i, s / total]))
    })
    return everyone.map((user) =>
      everything.map((i) =>
        everything.reduce((sum, j) => sum + (has(user, j) ? (nearest[j]?.get(i) ?? 0) : 0), 0),
      ),
    )
  }
}

test('by hand: cosines of the columns, the nearest alone, adding up to 1', async () => {
  // Users 0 and 1 have items 0 and 1, users 1 and 2 item 2, user 2 item 3.
  const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1, 1, 0, 1, 1, 1, 2, 2, 2, 2, 3), 4, 4)
  const half = Math.SQRT1_2
  const plain = await scoresOf(training, { normalized: false })
  // cos(0, 1) = 1, cos(0, 2) = cos(1, 2) = 1/2, cos(2, 3) = 1/sqrt 2.
  expect(plain[0]).toEqual([1, 1, 1, 0].map((score) => expect.closeTo(score, 6)))
  expect(plain[2]).toEqual([0.5, 0.5, half, half].map((score) => expect.closeTo(score, 6)))
  expect(plain[3]).toEqual([0, 0, 0, 0])
  const nearest = await scoresOf(training, { neighbours: 1, normalized: true })
  expect(nearest[2]).toEqual([0, 0, 1, 1])
  const shrunk = await scoresOf(training, { normalized: false, shrinkage: 2 })
  expect(shrunk[0]?.[2]).toBeCloseTo(1 / 4 + 1 / 4, 6)
})

test('scores are those of the definition, for more items than users and the other way round', async () => {
  const shapes = fc.record({
    users: fc.integer({ min: 1, max: 7 }),
    items: fc.integer({ min: 1, max: 7 }),
    settings: fc.record({
      neighbours: fc.integer({ min: 1, max: 4 }),
      shrinkage: fc.constantFrom(0, 1.5),
      normalized: fc.boolean(),
    }),
  })
  const cases = shapes.chain((shape) =>
    fc.record({
      shape: fc.constant(shape),
      pairs: fc.array(
        fc.tuple(fc.integer({ min: 0, max: shape.users - 1 }), fc.integer({ min: 0, max: shape.items - 1 })),
        { maxLength: 25 },
      ),
    }),
  )
  await fc.assert(
    fc.asyncProperty(cases, async ({ shape: { users, items, settings }, pairs }) => {
      const training = Interactions.fromPairs(Int32Array.from(pairs.flat()), users, items)
      const expected = plainScores(pairs, users, items)(settings)
      expect(await scoresOf(training, settings)).toEqual(
        expected.map((row) => row.map((score) => expect.closeTo(score, 5))),
      )
    }),
  )
})

test('refuses a catalogue whose tables would not fit, with what to do', () => {
  const config = configFrom({ model: 'item-knn' })
  const training = Interactions.fromPairs(Int32Array.of(0, 0), 1_000_000, 200_000)
  expect(() => createModel(backend, { config, negatives: null, features: {} }, training)).toThrow(
    'Item kNN would need 894.1 GiB for its scores of 1000000 users and 200000 items; it takes at most 1 GiB.',
  )
})
