import { describe, expect, test } from 'vitest'
import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { Backend } from '../backends/backend.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import { Interactions } from '../data/interactions.ts'
import { Rng } from '../data/rng.ts'
import type { MixedBatch } from '../data/triplet-loader.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import {
  type Differentiable,
  expectGradients,
  numericGradients,
  tapeGradients,
} from '../testing/finite-differences.ts'
import { smallSettings } from '../testing/small-settings.ts'
import { stepRng } from '../testing/step-rng.ts'
import { sum } from '../train-step.ts'
import { createModel } from './create-model.ts'
import type { LayeredModel, Model } from './model.ts'

const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4), 4, 5)
const users = Int32Array.of(0, 0, 1, 2, 3)
const positives = Int32Array.of(0, 1, 1, 3, 4)

function batchFor(layers: number): MixedBatch {
  const rng = new Rng(4, 'mixtures')
  return {
    users,
    positives,
    negatives: {
      items: Array.from({ length: layers }, () => users.map(() => rng.below(5))),
      shares: Array.from({ length: layers }, () => new Float32Array(5).map(() => rng.uniform(0, 1))),
    },
  }
}

function create(backend: Backend, settings: AssignedSettings): Model {
  const config = configFrom(smallSettings({ ...settings, sampler: 'mixgcf' }, { regularization: 0.1 }))
  const rng = new Rng(5, 'features')
  const features = Object.fromEntries(
    modelTraits(config.model).needs.features.map((name) => {
      const rows = name.startsWith('item') ? 5 : 3
      return [name, { rows, cols: 3, values: new Float32Array(3 * rows).map(() => rng.uniform(-1, 1)) }]
    }),
  )
  const negatives = { items: Int32Array.of(1, 1, 3), labels: null }
  return createModel(backend, { config, negatives, features }, training)
}

function layeredOf({ layered }: Model): LayeredModel {
  if (layered === undefined) throw new Error('This model has layers.')
  return layered
}

const variants: readonly (AssignedSettings & { readonly title: string })[] = [
  { title: 'BPR-MF', model: 'bpr-mf' },
  { title: 'LightGCN of one layer', model: 'lightgcn', layers: 1 },
  { title: 'LightGCN of three layers', model: 'lightgcn', layers: 3 },
  { title: 'content LightGCN', model: 'content-lightgcn' },
  { title: 'content LightGCN with counterfactual BPR', model: 'content-lightgcn', use: 'counterfactual' },
]

function lossOf({ title: _, ...settings }: (typeof variants)[number]): Differentiable {
  const created = new Map<Backend, Model>()
  return {
    inputs(backend) {
      const model = create(backend, settings)
      created.set(backend, model)
      return model.parameters.map(({ value }) => value)
    },
    loss(tape, backend) {
      const model = created.get(backend)
      if (model === undefined) throw new Error('Inputs come before the loss.')
      const layered = layeredOf(model)
      return sum(tape, layered.lossTerms(tape, batchFor(layered.layers(tape).length), stepRng))
    },
  }
}

describe('gradients of losses on mixed negatives against finite differences', () => {
  test.for(variants)('$title: float64', async (settings) => {
    const subject = lossOf(settings)
    const actual = await tapeGradients(subject, new ReferenceBackend('float64'))
    expectGradients(actual, numericGradients(subject), 1e-6)
  })

  describe.each(everyBackend)('$title', ({ available, create: createBackend }) => {
    const backend = sharedBackend(available, createBackend)

    test.skipIf(!available).for(variants)('$title', async (settings) => {
      const subject = lossOf(settings)
      expectGradients(await tapeGradients(subject, backend()), numericGradients(subject), 1e-3)
    })
  })
})

test('a mixture of one item alone at every layer is that item as the negative', async () => {
  const backend = new ReferenceBackend('float64')
  const model = create(backend, { model: 'lightgcn', layers: 2 })
  const items = Int32Array.of(4, 3, 2, 0, 1)
  const nothing = new Float32Array(5)
  const negatives = { items: [items, items, items], shares: [nothing, nothing, nothing] }
  const read = async (terms: ReturnType<Model['lossTerms']>) =>
    Promise.all(terms.map(async ({ name, value }) => [name, (await backend.read(value.value))[0]]))
  const mixed = await read(
    layeredOf(model).lossTerms(new Tape(backend), { users, positives, negatives }, stepRng),
  )
  const plain = await read(
    model.lossTerms(new Tape(backend), { users, positives, negatives: items }, stepRng),
  )
  expect(mixed).toEqual(plain.map(([name, value]) => [name, expect.closeTo(Number(value), 6)]))
})

test('a mixture of the positive alone has the margin 0', async () => {
  const backend = new ReferenceBackend('float64')
  const model = create(backend, { model: 'lightgcn', layers: 1 })
  const all = new Float32Array(5).fill(1)
  const negatives = { items: [positives, users], shares: [all, all] }
  const [bpr] = layeredOf(model).lossTerms(new Tape(backend), { users, positives, negatives }, stepRng)
  if (bpr === undefined) throw new Error('BPR comes first.')
  expect((await backend.read(bpr.value.value))[0]).toBeCloseTo(Math.LN2, 6)
})

test('both terms are those of the mixed vectors', async () => {
  const backend = new ReferenceBackend('float64')
  const model = create(backend, { model: 'bpr-mf' })
  const [table] = model.parameters
  if (table === undefined) throw new Error('BPR-MF has a table.')
  const batch = batchFor(1)
  const values = backend.values(table.value)
  const width = table.value.cols
  const row = (node: number) => [...values.subarray(width * node, width * (node + 1))]
  const dot = (a: readonly number[], b: readonly number[]) =>
    a.reduce((total, value, d) => total + value * (b[d] ?? 0), 0)
  const pairs = Array.from(users, (user, pair) => {
    const [u, i] = [row(user), row(4 + (positives[pair] ?? 0))]
    const j = row(4 + (batch.negatives.items[0]?.[pair] ?? 0))
    const share = batch.negatives.shares[0]?.[pair] ?? 0
    const mixed = i.map((value, d) => share * value + (1 - share) * (j[d] ?? 0))
    return {
      bpr: Math.log1p(Math.exp(dot(u, mixed) - dot(u, i))),
      l2: (0.1 / 2) * (dot(u, u) + dot(i, i) + dot(mixed, mixed)),
    }
  })
  const mean = (list: readonly number[]) => list.reduce((total, value) => total + value, 0) / list.length
  const terms = layeredOf(model).lossTerms(new Tape(backend), batch, stepRng)
  const read = async (name: string) => {
    const term = terms.find((one) => one.name === name)
    if (term === undefined) throw new Error(`There is no term ${name}.`)
    return (await backend.read(term.value.value))[0]
  }
  expect(await read('BPR')).toBeCloseTo(mean(pairs.map(({ bpr }) => bpr)), 6)
  expect(await read('L2')).toBeCloseTo(mean(pairs.map(({ l2 }) => l2)), 6)
})
