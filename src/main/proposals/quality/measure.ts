import type { TextEncoder } from '#main/encoders/text-encoder.ts'
import { row } from '#main/encoders/vectors.ts'
import type { VisualSpace } from '#main/encoders/visual-space.ts'
import type { Generation } from '#main/generators/generator.ts'
import type { QualityMetrics } from '#shared/contract/proposals.ts'
import { itemText } from '#shared/item-text.ts'
import { balance, cohesion, contrast, falseNegativeRisk, jointCohesion } from './quality-metrics.ts'

/** What the catalogue knows that a single proposal does not. */
export interface Surroundings {
  encoder: TextEncoder
  /** Row-major unit vectors [items, d] of all item texts. */
  texts: Float32Array
  /** The item's row in the space that pictures and texts have in common; null where they have none. */
  joint: { space: VisualSpace; position: number } | null
  /** Rows of the other items that the item's users have in training. */
  liked: readonly number[]
}

/**
 * All quality metrics of a new proposal but its hardness, for which a trained model is needed. The picture stands
 * in as its visual description, so its contrast is known once there is one.
 */
export async function measure(
  item: { title: string; description: string },
  generation: Pick<Generation, 'visualPositive' | 'negative' | 'outsideEdits'>,
  { encoder, texts, joint, liked }: Surroundings,
): Promise<Omit<QualityMetrics, 'hardness'>> {
  const { negative, visualPositive } = generation
  const matrix = await encoder.encode([itemText(item), negative.text, visualPositive, negative.visual])
  const vector = (index: number) => row(matrix, index, encoder.dimensions)
  const contrastText = contrast(vector(0), vector(1))
  const contrastImage = visualPositive === '' ? null : contrast(vector(2), vector(3))
  return {
    contrastText,
    contrastImage,
    balance: balance(contrastText, contrastImage),
    cohesion:
      joint === null
        ? cohesion(negative.attributes, negative)
        : await cohesionIn(joint, generation, [vector(0), vector(1)]),
    falseNegativeRisk: falseNegativeRisk(vector(1), texts, liked),
    outsideEdits: generation.outsideEdits,
  }
}

/** In a joint space, in which the item stands with its picture. Null where one of the two has no image modality. */
async function cohesionIn(
  { space, position }: NonNullable<Surroundings['joint']>,
  { visualPositive, negative }: Pick<Generation, 'visualPositive' | 'negative'>,
  [textPositive, textNegative]: readonly [Float32Array, Float32Array],
): Promise<number | null> {
  if (visualPositive === '' || negative.visual === '') return null
  const { signal } = new AbortController()
  return jointCohesion(
    { text: space.text(textPositive), image: await space.items([{ position, visualPositive }], signal) },
    { text: space.text(textNegative), image: await space.descriptions([negative.visual], signal) },
  )
}
