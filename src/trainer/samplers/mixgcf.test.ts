import { describe, expect, test } from 'vitest'
import { configFrom } from '#shared/training/assign-settings.ts'
import type { Backend } from '../backends/backend.ts'
import { Tape } from '../backends/tape.ts'
import type { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import { createModel } from '../models/create-model.ts'
import { chiSquare } from '../testing/chi-square.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import { plainScorer } from '../testing/plain-scorer.ts'
import { pairsOf, pairsOfOneUser, training } from '../testing/ranked-world.ts'
import { uniformCandidates } from './candidates.ts'
import { MixGcfSampler } from './mixgcf.ts'
import { StepScorer } from './step-scorer.ts'
import { UniformSampler } from './uniform.ts'

/** The layers of LightGCN, by its definition: x, A x, A A x with A(u, i) = 1 / sqrt(|u| |i|). */
function plainLayers(values: Float32Array, { users, items }: Interactions, layers: number): number[][][] {
  const degrees = training.itemCounts()
  let rows = Array.from({ length: users + items }, (_, row) => [...values.subarray(4 * row, 4 * row + 4)])
  const all = [rows]
  for (let layer = 0; layer < layers; layer++) {
    const next = rows.map((row) => row.map(() => 0))
    for (let user = 0; user < users; user++) {
      for (const item of training.itemsOf(user)) {
        const weight = 1 / Math.sqrt(training.degreeOf(user) * (degrees[item] ?? 0))
        for (const [to, from] of [
          [user, users + item],
          [users + item, user],
        ] as const) {
          rows[from]?.forEach((value, d) => {
            const into = next[to]
            if (into !== undefined) into[d] = (into[d] ?? 0) + weight * value
          })
        }
      }
    }
    rows = next
    all.push(rows)
  }
  return all
}

async function lightgcnOn(backend: Backend) {
  const config = configFrom({ model: 'lightgcn', dimensions: 4, layers: 2, sampler: 'mixgcf' })
  const model = createModel(backend, { config, negatives: null, features: {} }, training)
  const [table] = model.parameters
  if (table === undefined) throw new Error('LightGCN has a table.')
  return { model, layers: plainLayers(await backend.read(table.value), training, 2) }
}

describe.each(everyBackend)('MixGCF on $title', ({ available, create }) => {
  const backend = sharedBackend(available, create)

  test.skipIf(!available)('chooses at each layer what a plain search among the mixed chooses', async () => {
    const { model, layers } = await lightgcnOn(backend())
    const pairs = pairsOf(120)
    const mark = backend().mark()
    const scorer = new StepScorer(backend(), model, new Tape(backend()))
    const { items, shares } = await new MixGcfSampler(training, new Rng(3, 'x'), 5).negatives(pairs, scorer)
    backend().release(mark)

    const drawn = uniformCandidates(new UniformSampler(training, new Rng(3, 'x')), pairs.users, 5).items
    const dot = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, d) => sum + value * (b[d] ?? 0), 0)
    expect(items).toHaveLength(3)
    layers.forEach((rows, layer) => {
      const expected = Array.from(pairs.users, (user, pair) => {
        const vector = [0, 1, 2, 3].map((d) =>
          layers.reduce((sum, all) => sum + (all[user]?.[d] ?? 0) / 3, 0),
        )
        const share = shares[layer]?.[pair] ?? Number.NaN
        const of = (item: number) => rows[training.users + item] ?? []
        const mixed = (item: number) =>
          of(item).map((value, d) => share * (of(pairs.positives[pair] ?? 0)[d] ?? 0) + (1 - share) * value)
        const list = [...drawn.subarray(5 * pair, 5 * pair + 5)]
        return list.toSorted((a, b) => dot(vector, mixed(b)) - dot(vector, mixed(a)))[0]
      })
      expect([...(items[layer] ?? [])], `layer ${layer}`).toEqual(expected)
    })
  })
})

test('each layer has its own maximum of k uniform candidates, and uniform shares', async () => {
  // User 0 has item 1. The two layers rank the others in opposite orders.
  const scorer = plainScorer(
    () => 0,
    [(_, item) => (item === 1 ? 9 : item), (_, item) => (item === 1 ? 9 : -item)],
  )
  const draws = 20_000
  const sampler = new MixGcfSampler(training, new Rng(5, 'x'), 2)
  const { items, shares } = await sampler.negatives(pairsOfOneUser(draws), scorer)
  const ranks = [0, 2, 3, 4, 5]
  const maximum = ranks.map((_, rank) => ((rank + 1) / 5) ** 2 - (rank / 5) ** 2)
  // 99.9th percentile at 4 degrees of freedom.
  for (const [layer, order] of [ranks, ranks.toReversed()].entries()) {
    const counts = order.map((item) => items[layer]?.filter((one) => one === item).length ?? 0)
    expect(chiSquare(counts, maximum)).toBeLessThan(18.47)
    const fifths = [0, 1, 2, 3, 4].map(
      (fifth) => shares[layer]?.filter((share) => Math.floor(5 * share) === fifth).length ?? 0,
    )
    expect(chiSquare(fifths, [0.2, 0.2, 0.2, 0.2, 0.2])).toBeLessThan(18.47)
  }
})

test('a model without layers is refused by name before anything starts', () => {
  expect(() => configFrom({ model: 'neggen', sampler: 'mixgcf' })).toThrow(
    'MixGCF asks for vectors of items by layer, and NegGen has none: choose another sampler, or one of ',
  )
  expect(() => configFrom({ model: 'content-lightgcn', join: 'after', sampler: 'mixgcf' })).toThrow(
    'and Content LightGCN with these settings has none',
  )
  expect(configFrom({ model: 'bpr-mf', sampler: 'mixgcf' }).sampler).toEqual({
    name: 'mixgcf',
    candidates: 16,
  })
})
