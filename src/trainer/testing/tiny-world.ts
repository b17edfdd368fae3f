import { type AssignedSettings, configFrom } from '#shared/training/assign-settings.ts'
import type { Matrix, Negatives } from '../data/negatives.ts'
import { Rng } from '../data/rng.ts'
import type { TrainingInput } from '../files/run-input.ts'

const GROUPS = 4

/**
 * Users and items in four groups; users mostly take items of their own group, so that any personal model beats
 * popularity. Every second item has a negative, encoded near another group.
 */
export function tinyWorld(config: AssignedSettings): TrainingInput {
  const users = 48
  const items = 40
  const rng = new Rng(7, 'tiny world')
  const splits = { training: [] as number[], validation: [] as number[], test: [] as number[] }
  for (let user = 0; user < users; user++) {
    const own = Int32Array.from({ length: items / GROUPS }, (_, index) => index * GROUPS + (user % GROUPS))
    rng.shuffle(own)
    own.subarray(0, 8).forEach((item, index) => {
      const split = index < 6 ? splits.training : index === 6 ? splits.validation : splits.test
      split.push(user, item)
    })
    splits.training.push(user, rng.below(items))
  }
  return {
    config: configFrom({
      backend: 'reference',
      ...(config.model === 'popularity' ? {} : { dimensions: 8 }),
      ...(config.model === 'neggen' ? { heads: 2 } : {}),
      batchSize: 64,
      learningRate: 0.02,
      epochs: 15,
      patience: 15,
      ...config,
    }),
    users,
    items,
    training: Int32Array.from(splits.training),
    validation: Int32Array.from(splits.validation),
    test: Int32Array.from(splits.test),
    negatives: tinyNegatives(items, rng),
  }
}

function tinyNegatives(items: number, rng: Rng): Negatives {
  const chosen = Int32Array.from({ length: items / 2 }, (_, row) => 2 * row)
  const features = (cols: number, groupOf: (item: number) => number): Matrix => {
    const values = new Float32Array(chosen.length * cols)
    chosen.forEach((item, row) => {
      for (let col = 0; col < cols; col++) {
        const signal = col === groupOf(item) ? 1 : 0
        values[row * cols + col] = signal + rng.uniform(-0.1, 0.1)
      }
    })
    return { rows: chosen.length, cols, values }
  }
  const own = (item: number) => item % GROUPS
  const other = (item: number) => (item + 1) % GROUPS
  return {
    items: chosen,
    modalities: [
      { name: 'text', positive: features(5, own), negative: features(5, other) },
      { name: 'image', positive: features(6, own), negative: features(6, other) },
    ],
  }
}
