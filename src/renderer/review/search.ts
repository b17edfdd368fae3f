import { z } from 'zod'
import { Annotator, type DatasetId, ProposalId } from '#shared/contract/ids.ts'
import { Flag, type ProposalFilter, ProposalState } from '#shared/contract/proposals.ts'
import { ReviewSort } from '#shared/contract/review.ts'
import type { ViewFilter } from '#shared/contract/views.ts'
import { GeneratorKind } from '#shared/generators/generator-options.ts'
import { readProposals, writeProposals } from './chosen-proposals.ts'

/**
 * The review page's part of the address: what the queue shows, in which order, and where it stands.
 * What cannot be read is left out, so that an old or mistyped address still opens.
 */
export const ReviewSearch = z.object({
  /** Pending where left out. */
  state: z
    .union([ProposalState, z.literal('all')])
    .optional()
    .catch(undefined),
  flag: Flag.optional().catch(undefined),
  generator: GeneratorKind.optional().catch(undefined),
  category: z.string().min(1).optional().catch(undefined),
  annotator: Annotator.optional().catch(undefined),
  search: z.coerce.string().min(1).optional().catch(undefined),
  /** None but these proposals, as `writeProposals` writes them. */
  only: z.coerce
    .string()
    .refine((word) => readProposals(word) !== undefined)
    .optional()
    .catch(undefined),
  sort: ReviewSort.optional().catch(undefined),
  /** One by one where left out. */
  layout: z.literal('grid').optional().catch(undefined),
  proposal: ProposalId.optional().catch(undefined),
})
export type ReviewSearch = z.infer<typeof ReviewSearch>

export type StateChoice = ProposalState | 'all'

export function stateOf(search: ReviewSearch): StateChoice {
  return search.state ?? 'pending'
}

export function sortOf(search: ReviewSearch): ReviewSort {
  return search.sort ?? 'oldest'
}

export function filterOf(search: ReviewSearch, dataset: DatasetId): ProposalFilter {
  return { dataset, ...viewOf(search).filter }
}

/** What is shown, as a view keeps it. */
export function viewOf(search: ReviewSearch): { filter: ViewFilter; sort: ReviewSort } {
  const state = stateOf(search)
  const { flag, generator, category, annotator, search: words } = search
  const proposals = chosenOf(search)
  return {
    filter: {
      ...(state === 'all' ? {} : { states: [state] }),
      ...(flag === undefined ? {} : { flag }),
      ...(generator === undefined ? {} : { generator }),
      ...(category === undefined ? {} : { category }),
      ...(annotator === undefined ? {} : { annotator }),
      ...(words === undefined ? {} : { search: words }),
      ...(proposals === undefined ? {} : { proposals }),
    },
    sort: sortOf(search),
  }
}

/** What shows a view again; each part of the address is there, so that those of before are taken back. */
export function searchOf(filter: ViewFilter, sort: ReviewSort): ReviewSearch {
  const { states, flag, generator, category, annotator, search, proposals } = filter
  const state = states?.[0] ?? 'all'
  return {
    state: state === 'pending' ? undefined : state,
    flag,
    generator,
    category,
    annotator,
    search,
    only: proposals && writeProposals(proposals),
    sort: sort === 'oldest' ? undefined : sort,
    proposal: undefined,
  }
}

/** The proposals to which the queue is narrowed by name; undefined where it is not. */
export function chosenOf({ only }: ReviewSearch): ProposalId[] | undefined {
  return only === undefined ? undefined : readProposals(only)
}

/** How many filters besides the state narrow the queue. */
export function narrowingCount(search: ReviewSearch): number {
  return [search.flag, search.generator, search.category, search.annotator, search.only].filter(
    (value) => value !== undefined,
  ).length
}
