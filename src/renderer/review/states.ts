import type { ProposalState } from '#shared/contract/proposals.ts'
import type { Verdict } from '#shared/contract/review.ts'

/** Label and colour of each state: the same word in the queue, the filters and the export. */
export const STATE_LABELS: Readonly<Record<ProposalState, { label: string; color: string }>> = {
  pending: { label: 'Pending', color: 'gray' },
  accepted: { label: 'Accepted', color: 'teal' },
  edited: { label: 'Edited', color: 'indigo' },
  rejected: { label: 'Rejected', color: 'red' },
  skipped: { label: 'Skipped', color: 'yellow' },
}

export const STATES_IN_ORDER: readonly ProposalState[] = [
  'pending',
  'skipped',
  'accepted',
  'edited',
  'rejected',
]

export const VERDICT_STATES: Readonly<Record<Verdict, ProposalState>> = {
  accept: 'accepted',
  edit: 'edited',
  reject: 'rejected',
  skip: 'skipped',
}
