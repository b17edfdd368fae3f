import { expect, test } from 'vitest'
import { Batches } from './batches.ts'
import { Generator } from './generator.ts'
import { Interactions } from './interactions.ts'
import { createSampler } from './sampler.ts'

/** User 1 has every item. */
const pairs = Int32Array.of(0, 0, 0, 2, 1, 0, 1, 1, 1, 2, 2, 1, 3, 0, 3, 1)
const training = Interactions.fromPairs(pairs, 4, 3)

function deal(seed: number): Batches {
  const sampler = createSampler('uniform', training, new Generator(seed, 'negatives'))
  return new Batches(training, 2, new Generator(seed, 'batches'), sampler)
}

const listed = (batches: Batches) =>
  [...batches.epoch()].flatMap((batch) =>
    Array.from(batch.users, (user, index) => [user, batch.positives[index], batch.negatives[index]]),
  )

test('an epoch deals each pair once, without the users who have everything', () => {
  const batches = deal(1)
  expect(batches.saturatedUsers).toBe(1)
  expect(batches.perEpoch).toBe(3)
  expect([...batches.epoch()].map((batch) => batch.users.length)).toEqual([2, 2, 1])
  const dealt = listed(batches).map(([user, item]) => `${user} ${item}`)
  expect(dealt.sort()).toEqual(['0 0', '0 2', '2 1', '3 0', '3 1'])
})

test('epochs differ, seeds repeat them', () => {
  const [first, second] = [deal(5), deal(5)]
  const epochs = [listed(first), listed(first), listed(first)]
  expect([listed(second), listed(second), listed(second)]).toEqual(epochs)
  expect(new Set(epochs.map(String)).size).toBeGreaterThan(1)
})
