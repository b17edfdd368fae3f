import { cosine } from '#main/encoders/vectors.ts'
import { standsIn } from '#main/proposals/rules/values.ts'
import type { AttributeChange, NegativeContent } from '#shared/contract/proposals.ts'

/**
 * How far the negative moved in one modality: 1 - cos(e+, e-). About 0 where nothing changed, about 1
 * where it is another item.
 *
 * @param positive unit vector, or zero for an empty text
 */
export function contrast(positive: Float32Array, negative: Float32Array): number {
  return 1 - cosine(positive, negative)
}

/**
 * Whether both modalities moved alike: the smaller contrast as a share of the larger. Null where the item
 * has one modality only, or where neither moved.
 */
export function balance(text: number | null, image: number | null): number | null {
  if (text === null || image === null) return null
  const larger = Math.max(text, image)
  return larger <= 0 ? null : Math.max(0, Math.min(text, image)) / larger
}

/**
 * Whether both modalities tell the same story, without a joint space: of the attributes that were changed in
 * both, the share whose new value stands in both texts. Null where none was.
 */
export function cohesion(
  attributes: readonly AttributeChange[],
  negative: Pick<NegativeContent, 'text' | 'visual'>,
): number | null {
  const shared = attributes.filter((attribute) => attribute.modality === 'both')
  if (shared.length === 0) return null
  const cohesive = shared.filter(({ to }) => standsIn(to, negative.text) && standsIn(to, negative.visual))
  return cohesive.length / shared.length
}

/**
 * Whether both modalities tell the same story, in a joint space: cos(e_text-, e_image-) - cos(e_text+, e_image+), in
 * [-2, 2]. As well as the item itself does it at 0.
 */
export function jointCohesion(
  positive: { text: Float32Array; image: Float32Array },
  negative: { text: Float32Array; image: Float32Array },
): number {
  return cosine(negative.text, negative.image) - cosine(positive.text, positive.image)
}

/**
 * How close the negative comes to something that the item's users are known to like: the largest cosine
 * to the items they have in training. Null where they have no other.
 *
 * @param negative unit vector [d] of the negative's text
 * @param items row-major unit vectors [n, d] of the catalogue's texts
 * @param liked rows of `items`; the negative's own item is not among them
 */
export function falseNegativeRisk(
  negative: Float32Array,
  items: Float32Array,
  liked: readonly number[],
): number | null {
  return nearestLiked(negative, items, liked)?.cosine ?? null
}

/** The row of the liked items that the negative comes closest to, the first of equal ones. */
export function nearestLiked(
  negative: Float32Array,
  items: Float32Array,
  liked: readonly number[],
): { row: number; cosine: number } | null {
  const dimensions = negative.length
  let highest = Number.NEGATIVE_INFINITY
  let nearest: number | null = null
  // The innermost loop of a whole job: plain products, since rows have length 1 or 0 already.
  for (const index of liked) {
    const start = index * dimensions
    let sum = 0
    for (let axis = 0; axis < dimensions; axis++) sum += (negative[axis] ?? 0) * (items[start + axis] ?? 0)
    if (sum > highest) {
      highest = sum
      nearest = index
    }
  }
  return nearest === null ? null : { row: nearest, cosine: Math.max(-1, Math.min(1, highest)) }
}
