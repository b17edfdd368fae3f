import type { AttributeLabels } from '#shared/training/attribute-labels.ts'
import { MODALITIES, type ModalityName } from '#shared/training/features.ts'
import { type Features, type Matrix, meanRows } from './features.ts'

/** The curated negatives of a run. */
export interface Negatives {
  /** The item that each is a negative of, ascending; repeats allowed. Row r of every matrix over negatives belongs to `items[r]`. */
  readonly items: Int32Array
  /** What they say about attributes; null where the model does not ask. */
  readonly labels: AttributeLabels | null
}

/** A modality's vectors of items, and of one negative for each of them. */
export interface ModalityFeatures {
  readonly name: ModalityName
  readonly positive: Matrix
  readonly negative: Matrix
}

/** Items with one negative each: the mean of theirs, in each of some modalities. */
export interface MeanNegatives {
  /** Ascending, each once. Row r of every matrix belongs to `items[r]`. */
  readonly items: Int32Array
  readonly modalities: readonly ModalityFeatures[]
}

/** Of the modalities whose matrices are there. */
export function meanNegatives({ items }: Negatives, features: Features): MeanNegatives {
  const modalities = MODALITIES.flatMap((name): ModalityFeatures[] => {
    const [positive, negative] = [features[`${name}_positive`], features[`${name}_negative`]]
    if (positive === undefined || negative === undefined) return []
    return [{ name, positive: meanRows(positive, items), negative: meanRows(negative, items) }]
  })
  return { items: Int32Array.from(new Set(items)), modalities }
}
