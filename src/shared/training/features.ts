import { z } from 'zod'

/**
 * The matrices that a run's input can hold, each named as its file; a model's descriptor says which of them it learns
 * from, and the engine writes only those. Row r of a matrix over `items` is item r, of one over `negatives` negative r.
 */
export const FEATURES = {
  item_text: { rows: 'items', holds: 'Encoded title and description of each item.' },
  item_image: { rows: 'items', holds: 'Features of each item’s picture; zeros where it has none.' },
  text_positive: { rows: 'negatives', holds: 'Encoded title and description of the negative’s item.' },
  text_negative: { rows: 'negatives', holds: 'Encoded text of the negative.' },
  image_positive: {
    rows: 'negatives',
    holds:
      'The negative’s item in the visual space: its picture where the encoder takes both, else its description.',
  },
  image_negative: {
    rows: 'negatives',
    holds: 'The negative’s visual description, encoded in the visual space.',
  },
} as const satisfies Readonly<
  Record<string, { readonly rows: 'items' | 'negatives'; readonly holds: string }>
>

export type FeatureName = keyof typeof FEATURES
export const FeatureName = z.enum(Object.keys(FEATURES) as [FeatureName, ...FeatureName[]])

/** The modalities in which an item and its negative are compared. */
export const MODALITIES = ['text', 'image'] as const
export type ModalityName = (typeof MODALITIES)[number]

/** The matrices of some modalities: of the items that have a negative, and of their negatives. */
export function negativeFeatures(modalities: readonly ModalityName[]): FeatureName[] {
  return modalities.flatMap((name) => [`${name}_positive`, `${name}_negative`] as const)
}
