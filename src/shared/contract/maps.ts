import { oc } from '@orpc/contract'
import { z } from 'zod'
import { TextEncoderSettings } from '../encoders/text-encoder-settings.ts'
import { commonErrors } from './errors.ts'
import { DatasetId, ItemId, MediaHash, ProposalId, Timestamp } from './ids.ts'
import { ProposalState, QualityMetrics } from './proposals.ts'

const base = oc.errors(commonErrors)

/** Of which data set, and in whose space. */
export const MapKey = z.object({ dataset: DatasetId, encoder: TextEncoderSettings })
export type MapKey = z.infer<typeof MapKey>

/** Points of a map at most; of a larger data set a seeded sample is drawn. */
export const MAP_POINTS = 10_000

export const MapState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('absent') }),
  z.object({
    state: z.literal('drawing'),
    stage: z.enum(['encoding', 'neighbors', 'layout']),
    /** Done of the stage, from 0 to 1; null where nobody can say. */
    share: z.number().min(0).max(1).nullable(),
  }),
  z.object({
    state: z.literal('drawn'),
    drawnAt: Timestamp,
    /** On the map, of those there were. */
    items: z.int().nonnegative(),
    allItems: z.int().nonnegative(),
    proposals: z.int().nonnegative(),
    allProposals: z.int().nonnegative(),
    /** Proposals that came after the map. */
    newer: z.int().nonnegative(),
  }),
])
export type MapState = z.infer<typeof MapState>

export const ItemPoint = z.object({
  item: ItemId,
  title: z.string(),
  category: z.string().nullable(),
  image: MediaHash.nullable(),
  x: z.number(),
  y: z.number(),
})
export type ItemPoint = z.infer<typeof ItemPoint>

export const ProposalPoint = z.object({
  proposal: ProposalId,
  item: ItemId,
  state: ProposalState,
  qualityMetrics: QualityMetrics,
  x: z.number(),
  y: z.number(),
})
export type ProposalPoint = z.infer<typeof ProposalPoint>

export const MapPoints = z.object({ items: z.array(ItemPoint), proposals: z.array(ProposalPoint) })
export type MapPoints = z.infer<typeof MapPoints>

/**
 * Items and negatives of a data set in two dimensions: their texts, as an encoder has them, laid out by UMAP. A negative
 * stands where it was proposed: edits do not move it.
 */
export const maps = {
  state: base.input(MapKey).output(MapState),
  /**
   * Draws the map, or waits for the one that is being drawn; answers when it is there, or absent because the drawing was
   * canceled. Goes on when nobody waits any more.
   */
  draw: base.input(MapKey).output(MapState),
  cancel: base.input(MapKey).output(z.object({ canceled: z.boolean() })),
  /** The points of the map that was drawn, each with its state as of now; every proposal's item is among the items. */
  points: base.input(MapKey).output(MapPoints),
}
