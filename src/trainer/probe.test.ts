import { describe, expect, test } from 'vitest'
import type { AssignedSettings } from '#shared/training/assign-settings.ts'
import { probedFeatures } from '#shared/training/models/model-settings.ts'
import { CheckedBackend } from './backends/checked-backend.ts'
import { ReferenceBackend } from './backends/reference/reference-backend.ts'
import { type Features, featureMatrix, type Matrix } from './data/features.ts'
import type { Counterfactuals } from './files/probe-files.ts'
import { type Learned, probeEffects } from './probe.ts'
import { modelVariants } from './testing/model-variants.ts'
import { recordOutput } from './testing/recorded-output.ts'
import { tinyWorld } from './testing/tiny-world.ts'
import { train } from './train.ts'

const GROUPS = 4
const createReferenceBackend = () => new CheckedBackend(new ReferenceBackend())

async function trained(settings: AssignedSettings) {
  const world = tinyWorld(settings)
  const input = { ...world, features: consistent(world.features) }
  const output = recordOutput()
  await train(input, output, async () => {})
  const learned: Learned = {
    checkpoint: 'best.safetensors',
    tensors: output.checkpoints.at(-1)?.tensors ?? [],
  }
  const embeddings = output.embeddingPairs.at(-1)
  if (embeddings === undefined) throw new Error('The run left nothing behind.')
  return { input, learned, embeddings }
}

/** An item with a negative, which every second one has, is encoded alike wherever its text stands. */
function consistent(features: Features): Features {
  const { item_text: text, text_positive: positive } = features
  if (text === undefined || positive === undefined) return features
  const { rows, cols } = positive
  const own = Array.from({ length: rows }, (_, row) => [
    ...text.values.subarray(2 * row * cols, (2 * row + 1) * cols),
  ])
  return { ...features, text_positive: { rows, cols, values: Float32Array.from(own.flat()) } }
}

/** The content of one item in the place of another's, in texts and visual descriptions. */
function inPlace(features: Features, items: readonly number[], like: readonly number[]): Counterfactuals {
  const text = features.item_text ?? features.text_positive ?? featureMatrix(features, 'image_positive')
  const rowOf = (item: number) => (features.item_text === undefined ? item / 2 : item)
  const visual = features.image_positive ?? text
  const rows = (matrix: Matrix, row: (item: number) => number): Matrix => ({
    rows: like.length,
    cols: matrix.cols,
    values: Float32Array.from(
      like.flatMap((item) => [
        ...matrix.values.subarray(row(item) * matrix.cols, (row(item) + 1) * matrix.cols),
      ]),
    ),
  })
  const visualRow = features.image_positive === undefined ? rowOf : (item: number) => item / 2
  return { items: Int32Array.from(items), text: rows(text, rowOf), visual: rows(visual, visualRow) }
}

const probed = modelVariants.filter(({ settings }) => {
  const { config } = tinyWorld(settings)
  return probedFeatures(config.model).length > 0
})

test('models that score by texts can be probed', () => {
  const names = new Set(probed.map(({ settings }) => settings.model))
  expect([...names].toSorted()).toEqual(['content-lightgcn', 'content-mf', 'neggen', 'ridge', 'vbpr'])
})

describe.each(probed)('$title', ({ settings }) => {
  test('owes nothing to content that is exchanged for itself', async () => {
    const { input, learned } = await trained({ ...settings, epochs: 2 })
    const backend = createReferenceBackend()
    const effects = await probeEffects(backend, input, learned, inPlace(input.features, [4, 10], [4, 10]))
    expect([effects.rows, effects.cols]).toEqual([2, input.users])
    expect(Math.max(...effects.values.map(Math.abs))).toBe(0)
  })
})

test.each(['content-mf', 'content-lightgcn', 'ridge'] as const)(
  '%s: who likes a group would score its item lower, had it the content of another group',
  async (model) => {
    const { input, learned } = await trained({ model })
    const backend = createReferenceBackend()
    const items = [0, 4, 8]
    const { values } = await probeEffects(
      backend,
      input,
      learned,
      inPlace(
        input.features,
        items,
        items.map((item) => item + 1),
      ),
    )
    const mean = (belongs: (user: number) => boolean) => {
      const own = [...values].filter((_, place) => belongs(place % input.users))
      return own.reduce((sum, effect) => sum + effect, 0) / own.length
    }
    expect(mean((user) => user % GROUPS === 0)).toBeGreaterThan(0)
    expect(mean((user) => user % GROUPS === 1)).toBeLessThan(0)
  },
)

test('of content MF is the taste for the projected difference of the contents', async () => {
  const { input, learned, embeddings } = await trained({ model: 'content-mf' })
  const counterfactuals = inPlace(input.features, [3], [6])
  const { values } = await probeEffects(createReferenceBackend(), input, learned, counterfactuals)
  const weights = learned.tensors.find(({ name }) => name === 'content_projection.weights')
  const text = featureMatrix(input.features, 'item_text')
  const change = Array.from(
    { length: text.cols },
    (_, k) => (text.values[3 * text.cols + k] ?? 0) - (text.values[6 * text.cols + k] ?? 0),
  )
  const { cols } = embeddings.users
  const along = (user: number) => {
    let sum = 0
    for (let d = 0; d < cols; d++) {
      const projected = change.reduce(
        (all, value, k) => all + value * (weights?.values[k * cols + d] ?? 0),
        0,
      )
      sum += projected * (embeddings.users.values[user * cols + d] ?? 0)
    }
    return sum
  }
  // Content is brought to unit scale, and its mean moves a little with the item: the same up to one factor for all users.
  const factor = (values[0] ?? 0) / along(0)
  expect(factor).toBeGreaterThan(0)
  for (let user = 0; user < input.users; user++) {
    expect(values[user]).toBeCloseTo(factor * along(user), 1)
  }
})

test('is refused where scores depend on no text, and where the vectors are of another encoder', async () => {
  const backend = createReferenceBackend()
  const plain = await trained({ model: 'lightgcn', epochs: 1 })
  const some = { rows: 1, cols: 5, values: new Float32Array(5) }
  const counterfactuals = { items: Int32Array.of(0), text: some, visual: some }
  await expect(probeEffects(backend, plain.input, plain.learned, counterfactuals)).rejects.toThrow(
    'depend on no text',
  )
  const content = await trained({ model: 'content-mf', epochs: 1 })
  const wide = { rows: 1, cols: 9, values: new Float32Array(9) }
  await expect(
    probeEffects(backend, content.input, content.learned, { ...counterfactuals, text: wide, visual: wide }),
  ).rejects.toThrow('9 features per row, but item_text.npy has 5')
})
