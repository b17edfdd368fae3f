import { oc } from '@orpc/contract'
import { z } from 'zod'
import { commonErrors } from './errors.ts'
import { DatasetId, ViewId } from './ids.ts'
import { ProposalFilter, ProposalState } from './proposals.ts'
import { ReviewSort } from './review.ts'

const base = oc.errors(commonErrors)

/** What the review page can be narrowed to: one state or all of them. */
export const ViewFilter = ProposalFilter.omit({ dataset: true, model: true }).extend({
  states: z.array(ProposalState).length(1).optional(),
})
export type ViewFilter = z.infer<typeof ViewFilter>

export const ViewName = z.string().trim().min(1).max(60)

/** A filter of a data set's queue with its order, under a name that no other view of the data set has. */
export const SavedView = z.object({
  id: ViewId,
  dataset: DatasetId,
  name: ViewName,
  filter: ViewFilter,
  sort: ReviewSort,
})
export type SavedView = z.infer<typeof SavedView>

export const views = {
  /** By name. */
  list: base.input(z.object({ dataset: DatasetId })).output(z.array(SavedView)),
  create: base.input(SavedView.omit({ id: true })).output(SavedView),
  rename: base.input(z.object({ view: ViewId, name: ViewName })).output(SavedView),
  remove: base.input(z.object({ view: ViewId })).output(z.object({ removed: z.literal(true) })),
}
