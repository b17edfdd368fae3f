import { oc } from '@orpc/contract'
import { z } from 'zod'
import { WorldSeed } from '../worlds/seed.ts'
import { WorldInstance, WorldSettings } from '../worlds/world-instance.ts'
import { EncodedDataset } from './encoding.ts'
import { commonErrors } from './errors.ts'
import { DatasetId, ItemId, MediaHash, ProposalId, Timestamp } from './ids.ts'
import { SearchText } from './search-text.ts'

const base = oc.errors(commonErrors)

export const Split = z.enum(['train', 'validation', 'test'])
export type Split = z.infer<typeof Split>

export const SplitStrategy = z.enum(['ratio', 'leave-one-out', 'column'])
export type SplitStrategy = z.infer<typeof SplitStrategy>

export const DatasetCounts = z.object({
  items: z.int().nonnegative(),
  users: z.int().nonnegative(),
  interactions: z.int().nonnegative(),
  images: z.int().nonnegative(),
  train: z.int().nonnegative(),
  validation: z.int().nonnegative(),
  test: z.int().nonnegative(),
})
export type DatasetCounts = z.infer<typeof DatasetCounts>

export const Dataset = z.object({
  id: DatasetId,
  name: z.string(),
  /** Made by the studio's own simulation, not observed. */
  synthetic: z.boolean(),
  /** The sample world that it was made from; null where it was imported. */
  sample: WorldInstance.nullable(),
  createdAt: Timestamp,
  counts: DatasetCounts,
})
export type Dataset = z.infer<typeof Dataset>

/** One attribute of an item as its catalogue states it; values that were lists stay lists. */
export const CatalogueAttribute = z.object({ name: z.string(), values: z.array(z.string()) })
export type CatalogueAttribute = z.infer<typeof CatalogueAttribute>

export const ItemSummary = z.object({
  id: ItemId,
  externalId: z.string(),
  title: z.string(),
  category: z.string().nullable(),
  image: MediaHash.nullable(),
  interactions: z.int().nonnegative(),
  /** Newest proposals' state counts would be noise here; whether there is any is what the grid shows. */
  proposals: z.int().nonnegative(),
  descriptionLength: z.int().nonnegative(),
})
export type ItemSummary = z.infer<typeof ItemSummary>

export const ItemInteraction = z.object({
  user: z.string(),
  rating: z.number().nullable(),
  /** Unix seconds. */
  timestamp: z.number().nullable(),
  split: Split,
})

export const Item = ItemSummary.extend({
  dataset: DatasetId,
  description: z.string(),
  attributes: z.array(CatalogueAttribute),
  imageSize: z.object({ width: z.int(), height: z.int(), format: z.string() }).nullable(),
  /** The newest hundred; `interactions` counts all. */
  recentInteractions: z.array(ItemInteraction),
  proposalIds: z.array(ProposalId),
})
export type Item = z.infer<typeof Item>

export const ItemFilter = z.object({
  /** Words to find in id, title, category, description and attributes; each may be a prefix. */
  search: SearchText.optional(),
  category: z.string().optional(),
  picture: z.enum(['with', 'without']).optional(),
  description: z.enum(['with', 'without']).optional(),
  proposals: z.enum(['with', 'without']).optional(),
})
export type ItemFilter = z.infer<typeof ItemFilter>

export const ItemSort = z.enum(['catalogue', 'title', 'most-interactions', 'fewest-interactions'])
export type ItemSort = z.infer<typeof ItemSort>

const Histogram = z.array(z.object({ from: z.number(), to: z.number(), count: z.int() }))

export const DatasetStatistics = z.object({
  density: z.number(),
  interactionsPerUser: Histogram,
  interactionsPerItem: Histogram,
  /** Words of title and description together. */
  descriptionWords: Histogram,
  ratings: z.array(z.object({ rating: z.number(), count: z.int() })),
  withoutPicture: z.int(),
  withoutDescription: z.int(),
  withoutInteractions: z.int(),
  medianInteractionsPerUser: z.number(),
  medianInteractionsPerItem: z.number(),
})
export type DatasetStatistics = z.infer<typeof DatasetStatistics>

export const catalogue = {
  /** Oldest first. */
  datasets: base.output(z.array(Dataset)),
  dataset: base.input(z.object({ dataset: DatasetId })).output(Dataset),
  removeDataset: base.input(z.object({ dataset: DatasetId })).output(z.object({ removed: z.literal(true) })),
  statistics: base.input(z.object({ dataset: DatasetId })).output(DatasetStatistics),
  /** The largest first, then by name. */
  categories: base
    .input(z.object({ dataset: DatasetId }))
    .output(z.array(z.object({ category: z.string(), items: z.int() }))),
  /** A page in the order of `sort`; equal ones in catalogue order, or its reverse for `most-interactions`. */
  items: base
    .input(
      z.object({
        dataset: DatasetId,
        filter: ItemFilter,
        sort: ItemSort,
        offset: z.int().nonnegative(),
        limit: z.int().positive().max(500),
      }),
    )
    .output(z.object({ total: z.int().nonnegative(), items: z.array(ItemSummary) })),
  item: base.input(z.object({ item: ItemId })).output(Item),
  /**
   * Makes the data set of a sample world, or answers with the one of this world, seed and name that is there. What is left
   * out is that of the sample shop which a first start makes.
   */
  createSample: base
    .input(
      z
        .strictObject({
          world: WorldSettings.optional(),
          seed: WorldSeed.optional(),
          name: z.string().trim().min(1).max(120).optional(),
        })
        .optional(),
    )
    .output(Dataset),
  /**
   * Encodes texts and pictures with the workspace's encoder, as a job or a run does that needs them, and answers when all is
   * kept. What is kept already is not encoded again; `encoding` events tell how far it is.
   */
  encode: base.input(z.object({ dataset: DatasetId })).output(EncodedDataset),
}
