import type { ProposalState } from '#shared/contract/proposals.ts'
import type { Tone } from '../components/tone-badge.tsx'

/** Label and tone of each state: the same word in the queue, the filters and the export. */
export const STATE_LABELS: Readonly<Record<ProposalState, { label: string; tone: Tone }>> = {
  pending: { label: 'Pending', tone: 'gray' },
  accepted: { label: 'Accepted', tone: 'teal' },
  edited: { label: 'Edited', tone: 'iris' },
  rejected: { label: 'Rejected', tone: 'red' },
  skipped: { label: 'Skipped', tone: 'yellow' },
}

export const STATES_IN_ORDER: readonly ProposalState[] = [
  'pending',
  'skipped',
  'accepted',
  'edited',
  'rejected',
]
