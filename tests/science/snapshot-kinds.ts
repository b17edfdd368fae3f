import { z } from 'zod'

/**
 * Which negatives a run learns from. `curated-N`: those of N percent of the items, as a curator who knows the key attributes
 * decides; `corrected`: those of all items, by one who knows the items' true values
 * as well and corrects what is named wrongly; `proposed`: all as they were generated, without review; `nuisance`: with the changes of key attributes put back, so that
 * only what does not matter differs.
 */
export const SnapshotKind = z.enum([
  'curated-5',
  'curated-20',
  'curated-50',
  'curated-100',
  'corrected',
  'proposed',
  'nuisance',
])
export type SnapshotKind = z.infer<typeof SnapshotKind>

/** Percent of the items that are curated, ascending: each contains the items of those before. */
export const CURATED_SHARES: readonly { readonly kind: SnapshotKind; readonly percent: number }[] = [
  { kind: 'curated-5', percent: 5 },
  { kind: 'curated-20', percent: 20 },
  { kind: 'curated-50', percent: 50 },
  { kind: 'curated-100', percent: 100 },
]
