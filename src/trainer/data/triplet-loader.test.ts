import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UniformSampler } from '../samplers/uniform.ts'
import { noScores } from '../testing/no-scores.ts'
import { Interactions } from './interactions.ts'
import { Rng } from './rng.ts'
import { type Batch, TripletLoader } from './triplet-loader.ts'

/** User 1 has every item. */
const pairs = Int32Array.of(0, 0, 0, 2, 1, 0, 1, 1, 1, 2, 2, 1, 3, 0, 3, 1)
const training = Interactions.fromPairs(pairs, 4, 3)

function dealer(seed: number, size = 2) {
  const sampler = new UniformSampler(training, new Rng(seed, 'negatives'))
  return { batches: new TripletLoader(training, size, new Rng(seed, 'batches'), sampler), sampler }
}

const deal = (seed: number) => dealer(seed).batches

/** What is left of the epoch. */
async function rest(batches: TripletLoader<Int32Array>): Promise<Batch[]> {
  const dealt: Batch[] = []
  for (;;) {
    const batch = await batches.next(noScores)
    if (batch === null) return dealt
    dealt.push(batch)
  }
}

async function epoch(batches: TripletLoader<Int32Array>): Promise<Batch[]> {
  batches.beginEpoch(0)
  const dealt = await rest(batches)
  batches.endEpoch()
  return dealt
}

test('an epoch deals each pair once, without the users who have everything', async () => {
  const batches = deal(1)
  expect(batches.saturatedUsers).toBe(1)
  expect(batches.perEpoch).toBe(3)
  const dealt = await epoch(batches)
  expect(dealt.map((batch) => batch.users.length)).toEqual([2, 2, 1])
  const listed = dealt.flatMap((batch) =>
    Array.from(batch.users, (user, index) => `${user} ${batch.positives[index]}`),
  )
  expect(listed.sort()).toEqual(['0 0', '0 2', '2 1', '3 0', '3 1'])
})

test('epochs differ, seeds repeat them', async () => {
  const [first, second] = [deal(5), deal(5)]
  const epochs = [await epoch(first), await epoch(first), await epoch(first)]
  expect([await epoch(second), await epoch(second), await epoch(second)]).toEqual(epochs)
  expect(new Set(epochs.map((batches) => JSON.stringify(batches))).size).toBeGreaterThan(1)
})

test('another loader continues from its state and that of the sampler, wherever they were taken', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), fc.nat(2), fc.integer({ min: 0, max: 5 }), async (seed, epochs, done) => {
      const first = dealer(seed, 1)
      for (let count = 0; count < epochs; count++) await epoch(first.batches)
      first.batches.beginEpoch(0)
      for (let step = 0; step < done; step++) await first.batches.next(noScores)
      const second = dealer(seed + 1, 1)
      second.batches.restore(first.batches.state)
      second.sampler.restore(first.sampler.state)
      second.batches.beginEpoch(done)
      expect(await rest(second.batches)).toEqual(await rest(first.batches))
      for (const { batches } of [first, second]) batches.endEpoch()
      expect(second.batches.state).toEqual(first.batches.state)
      expect(await epoch(second.batches)).toEqual(await epoch(first.batches))
    }),
  )
})

test('taking the state does not change what comes', async () => {
  const [first, second] = [deal(3), deal(3)]
  first.beginEpoch(0)
  second.beginEpoch(0)
  const seen = [first.state]
  for (;;) {
    const batch = await first.next(noScores)
    seen.push(first.state)
    expect(await second.next(noScores)).toEqual(batch)
    if (batch === null) break
  }
  expect(new Set(seen.map((state) => String(state))).size).toBe(1)
})
