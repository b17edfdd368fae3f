import { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Lease } from '#shared/contract/review.ts'

/** A window's lease of a proposal, as the engine answers with it. */
export function leaseLike(proposal: number, annotator: string, window: string): Lease {
  return {
    proposal: ProposalId.parse(proposal),
    dataset: DatasetId.parse(1),
    annotator: Annotator.parse(annotator),
    window,
    since: 0,
    until: 30_000,
  }
}
