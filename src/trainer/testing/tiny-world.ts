import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import type { AttributeLabels } from '#shared/training/attribute-labels.ts'
import { FEATURES, type FeatureName } from '#shared/training/features.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import type { Features, Matrix } from '../data/features.ts'
import { Rng } from '../data/rng.ts'
import type { TrainingInput } from '../files/run-input.ts'
import { smallSettings } from './small-settings.ts'

const USERS = 48
const ITEMS = 40
const GROUPS = 4

/**
 * Users and items in four groups; users mostly take items of their own group, so that any personal model beats
 * popularity. Items are encoded near their group; every second item has a negative, encoded near another group.
 */
export function tinyWorld(assigned: AssignedSettings): TrainingInput {
  const rng = new Rng(7, 'tiny world')
  const splits = { training: [] as number[], validation: [] as number[], test: [] as number[] }
  for (let user = 0; user < USERS; user++) {
    const own = Int32Array.from({ length: ITEMS / GROUPS }, (_, index) => index * GROUPS + (user % GROUPS))
    rng.shuffle(own)
    own.subarray(0, 8).forEach((item, index) => {
      const split = index < 6 ? splits.training : index === 6 ? splits.validation : splits.test
      split.push(user, item)
    })
    splits.training.push(user, rng.below(ITEMS))
  }
  const config = configFrom({
    backend: 'reference',
    batchSize: 64,
    learningRate: 0.02,
    epochs: 15,
    patience: 15,
    ...smallSettings(assigned),
  })
  const { needs } = modelTraits(config.model)
  const items = Int32Array.from({ length: ITEMS / 2 }, (_, row) => 2 * row)
  const all = tinyFeatures(items, rng)
  return {
    config,
    users: USERS,
    items: ITEMS,
    training: Int32Array.from(splits.training),
    validation: Int32Array.from(splits.validation),
    test: Int32Array.from(splits.test),
    negatives:
      needs.negatives === 'none'
        ? null
        : { items, labels: needs.attributes === true ? tinyLabels(items) : null },
    features: Object.fromEntries(needs.features.map((name) => [name, all[name]])),
  }
}

/** The group is a key attribute; a nuisance has one of two values. */
function tinyLabels(items: Int32Array): AttributeLabels {
  return {
    attributes: [
      { name: 'group', role: 'key' },
      { name: 'label', role: 'nuisance' },
    ],
    negatives: Array.from(items, (item) => [
      { attribute: 0, from: String(item % GROUPS), to: String((item + 1) % GROUPS) },
      { attribute: 1, from: item % 3 === 0 ? 'a' : 'b', to: item % 3 === 0 ? 'a' : 'b' },
    ]),
  }
}

/** All matrices: text in 5 columns, pictures in 6. */
function tinyFeatures(negatives: Int32Array, rng: Rng): Required<Features> {
  const everyItem = Int32Array.from({ length: ITEMS }, (_, item) => item)
  const matrix = (name: FeatureName): Matrix => {
    const items = FEATURES[name].rows === 'items' ? everyItem : negatives
    const cols = name.includes('text') ? 5 : 6
    const away = name.endsWith('_negative') ? 1 : 0
    const values = new Float32Array(items.length * cols)
    items.forEach((item, row) => {
      for (let col = 0; col < cols; col++) {
        const signal = col === (item + away) % GROUPS ? 1 : 0
        values[row * cols + col] = signal + rng.uniform(-0.1, 0.1)
      }
    })
    return { rows: items.length, cols, values }
  }
  return {
    text_positive: matrix('text_positive'),
    text_negative: matrix('text_negative'),
    image_positive: matrix('image_positive'),
    image_negative: matrix('image_negative'),
    item_text: matrix('item_text'),
    item_image: matrix('item_image'),
  }
}
