import { describe, expect, test } from 'vitest'
import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import { FEATURES, type FeatureName } from '#shared/training/features.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { Backend } from '../backends/backend.ts'
import { ReferenceBackend } from '../backends/reference/reference-backend.ts'
import { Tape } from '../backends/tape.ts'
import type { Features, Matrix } from '../data/features.ts'
import { Interactions } from '../data/interactions.ts'
import type { Negatives } from '../data/negatives.ts'
import { Rng } from '../data/rng.ts'
import type { Batch } from '../data/triplet-loader.ts'
import { everyBackend, sharedBackend } from '../testing/every-backend.ts'
import {
  type Differentiable,
  expectGradients,
  numericGradients,
  tapeGradients,
} from '../testing/finite-differences.ts'
import { modelVariants } from '../testing/model-variants.ts'
import { smallSettings } from '../testing/small-settings.ts'
import { stepRng } from '../testing/step-rng.ts'
import { sum } from '../train-step.ts'
import { createModel } from './create-model.ts'
import type { Model } from './model.ts'

const training = Interactions.fromPairs(Int32Array.of(0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 4), 4, 5)
/** Items 1 and 3 have a negative; pair 0 is without, and the pairs repeat items. */
const batch: Batch = {
  users: Int32Array.of(0, 0, 1, 2, 3),
  positives: Int32Array.of(0, 1, 1, 3, 4),
  negatives: Int32Array.of(3, 2, 4, 1, 0),
}

/** Item 1 has two negatives, item 3 one. */
const negatives: Negatives = {
  items: Int32Array.of(1, 1, 3),
  labels: {
    attributes: [
      { name: 'colour', role: 'key' },
      { name: 'brand', role: 'nuisance' },
    ],
    negatives: [
      [
        { attribute: 0, from: 'red', to: 'blue' },
        { attribute: 1, from: 'Acme', to: 'Acme' },
      ],
      [{ attribute: 0, from: 'red', to: 'green' }],
      [
        { attribute: 0, from: 'blue', to: 'red' },
        { attribute: 1, from: 'Umbra', to: 'Umbra' },
      ],
    ],
  },
}

function matrix(name: FeatureName, cols: number): Matrix {
  const rng = new Rng(5, name)
  const rows = FEATURES[name].rows === 'items' ? training.items : negatives.items.length
  return { rows, cols, values: Float32Array.from({ length: rows * cols }, () => rng.uniform(-1, 1)) }
}

const allFeatures: Required<Features> = {
  item_text: matrix('item_text', 3),
  item_image: matrix('item_image', 5),
  text_positive: matrix('text_positive', 3),
  text_negative: matrix('text_negative', 3),
  image_positive: matrix('image_positive', 5),
  image_negative: matrix('image_negative', 5),
}

/** Strong enough for the gradient checks to see it. */
const STRONG = { regularization: 0.1, alpha: 0.5 }

function create(
  backend: Backend,
  assigned: AssignedSettings,
  generated: Negatives | null = negatives,
): Model {
  const config = configFrom(smallSettings(assigned, STRONG))
  const { needs } = modelTraits(config.model)
  const features = Object.fromEntries(needs.features.map((name) => [name, allFeatures[name]]))
  return createModel(backend, { config, negatives: generated, features }, training)
}

/** The loss by all of a model's parameters. */
function lossOf(settings: AssignedSettings): Differentiable {
  const created = new Map<Backend, Model>()
  return {
    inputs(backend) {
      const model = create(backend, settings)
      created.set(backend, model)
      model.beginEpoch?.(new Rng(6, 'epoch'))
      return model.parameters.map((parameter) => parameter.value)
    },
    loss(tape, backend) {
      const model = created.get(backend)
      if (model === undefined) throw new Error('Inputs come before the loss.')
      return sum(tape, model.lossTerms(tape, batch, stepRng))
    },
  }
}

describe('gradients of whole models against finite differences', () => {
  test.for(modelVariants)('$title: float64', async ({ settings }) => {
    const subject = lossOf(settings)
    const actual = await tapeGradients(subject, new ReferenceBackend('float64'))
    expectGradients(actual, numericGradients(subject), 1e-6)
  })

  describe.each(everyBackend)('$title', ({ available, create: createBackend }) => {
    const backend = sharedBackend(available, createBackend)

    test.skipIf(!available).for(modelVariants)('$title', async ({ settings }) => {
      const subject = lossOf(settings)
      expectGradients(await tapeGradients(subject, backend()), numericGradients(subject), 1e-3)
    })
  })
})

describe('NegGen', () => {
  const backend = new ReferenceBackend()

  async function terms(settings: AssignedSettings): Promise<Record<string, number>> {
    const tape = new Tape(backend)
    const all = create(backend, settings).lossTerms(tape, batch, stepRng)
    const values: Record<string, number> = {}
    for (const { name, value } of all) values[name] = (await backend.read(value.value))[0] ?? Number.NaN
    return values
  }

  test('without the causal module keeps the content and the losses', async () => {
    const own = await terms({ model: 'neggen' })
    const linear = await terms({ model: 'neggen', causal: false })
    expect(Object.keys(linear)).toEqual(Object.keys(own))
    expect(linear.BPR).not.toBe((await terms({ model: 'lightgcn' })).BPR)
    const names = create(backend, { model: 'neggen', causal: false }).parameters.map(({ name }) => name)
    expect(names).toEqual(['text_projection.weights', 'image_projection.weights', 'embeddings'])
  })

  test('without negatives has the same parameters and no loss on negatives', async () => {
    const shapes = (settings: AssignedSettings) =>
      create(backend, settings).parameters.map(({ name, value }) => [name, value.rows, value.cols])
    const none = { model: 'neggen', negatives: 'none' } as const
    expect(shapes(none)).toEqual(shapes({ model: 'neggen' }))
    expect(Object.keys(await terms(none))).toEqual(['L2', 'BPR'])
  })

  test.each(['shuffled', 'random-item', 'mean-item'])(
    '%s negatives change the losses and nothing else',
    async (negatives) => {
      const own = await terms({ model: 'neggen' })
      const control = await terms({ model: 'neggen', negatives })
      expect(Object.keys(control)).toEqual(Object.keys(own))
      expect(control.L2).toBe(own.L2)
      expect(control['generated negatives']).not.toBe(own['generated negatives'])
    },
  )

  test('on matrix factorisation the graph has no say', async () => {
    const parameters = create(backend, { model: 'neggen', base: 'mf' }).parameters
    const table = parameters.find(({ name }) => name === 'embeddings')
    if (table === undefined) throw new Error('NegGen has a table.')
    const { users } = create(backend, { model: 'neggen', base: 'mf' }).embeddings()
    expect(await backend.read(users)).toEqual(
      await backend.read(backend.slice(table.value, 0, training.users)),
    )
  })

  test('each switch removes its term', async () => {
    expect(Object.keys(await terms({ model: 'neggen' }))).toEqual([
      'L2',
      'BPR',
      'generated negatives',
      'alignment',
    ])
    expect(await terms({ model: 'neggen', alignment: false })).not.toHaveProperty('alignment')
    expect(await terms({ model: 'neggen', sampledNegative: false })).not.toHaveProperty('BPR')
  })

  test('a batch without any negative is plain BPR', async () => {
    const unrelated = { items: Int32Array.of(2, 2, 3), labels: null }
    const one: Batch = {
      users: Int32Array.of(0),
      positives: Int32Array.of(0),
      negatives: Int32Array.of(4),
    }
    const tape = new Tape(backend)
    const names = create(backend, { model: 'neggen' }, unrelated).lossTerms(tape, one, stepRng)
    expect(names.map((term) => term.name)).toEqual(['L2', 'BPR'])
  })

  test('an item without a negative keeps its embedding, the others get lambda z on top', async () => {
    const plain = create(backend, { model: 'lightgcn' }).embeddings()
    const causal = create(backend, { model: 'neggen' }).embeddings()
    expect(await backend.read(causal.users)).toEqual(await backend.read(plain.users))
    const [before, after] = [await backend.read(plain.items), await backend.read(causal.items)]
    const changed = [0, 1, 2, 3, 4].filter((item) =>
      after.subarray(item * 8, item * 8 + 8).some((value, d) => value !== before[item * 8 + d]),
    )
    expect(changed).toEqual([1, 3])
  })

  test('an exported item scores as in training: the BPR term from the embeddings alone', async () => {
    const model = create(backend, { model: 'neggen' })
    const { users, items } = model.embeddings()
    const [u, i] = [await backend.read(users), await backend.read(items)]
    const score = (user: number, item: number) =>
      Array.from({ length: 8 }, (_, d) => (u[user * 8 + d] ?? 0) * (i[item * 8 + d] ?? 0)).reduce(
        (total, product) => total + product,
        0,
      )
    const losses = Array.from(batch.users, (user, pair) => {
      const margin = score(user, batch.positives[pair] ?? 0) - score(user, batch.negatives[pair] ?? 0)
      return Math.log1p(Math.exp(-margin))
    })
    const mean = losses.reduce((total, loss) => total + loss, 0) / losses.length
    expect((await terms({ model: 'neggen' })).BPR).toBeCloseTo(mean, 5)
  })

  test('without negatives it says so', () => {
    expect(() => create(backend, { model: 'neggen' }, null)).toThrow('this run has none')
  })

  test('heads that do not divide the dimensions are named', () => {
    expect(() => create(backend, { model: 'neggen', heads: 3 })).toThrow(
      '8 dimensions cannot be shared by 3 heads',
    )
  })
})
