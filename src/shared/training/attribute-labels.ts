import { z } from 'zod'

/**
 * What the curated negatives of a run say about attributes: which values the text of each item and of its negative
 * have. A `nuisance` is an attribute that does not drive the choice of people, by the verdict of the curators.
 */
export const AttributeLabels = z.strictObject({
  attributes: z.array(z.strictObject({ name: z.string(), role: z.enum(['key', 'nuisance']) })),
  /**
   * By negative, in the order of negative_items: the value in the item's text and in the negative's. They are equal
   * where a curator put the attribute back.
   */
  negatives: z.array(
    z.array(z.strictObject({ attribute: z.int().nonnegative(), from: z.string(), to: z.string() })),
  ),
})
export type AttributeLabels = z.infer<typeof AttributeLabels>
