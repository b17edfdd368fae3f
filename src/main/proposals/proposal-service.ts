import { listProposals } from '#main/store/proposal-list.ts'
import { readProvenance } from '#main/store/proposal-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { ProposalFilter, ProposalSort, ProposalSummary, Provenance } from '#shared/contract/proposals.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** The contract's section `proposals`. */
export interface ProposalService {
  list(input: { filter: ProposalFilter; sort: ProposalSort; offset: number; limit: number }): {
    total: number
    proposals: ProposalSummary[]
  }
  /** @throws ExpectedError NOT_FOUND */
  provenance(input: { proposal: ProposalId }): Provenance
}

export function createProposalService({ workspace }: { workspace: ReadableWorkspace }): ProposalService {
  return {
    list: (input) => listProposals(workspace.database, input),
    provenance({ proposal }) {
      const found = readProvenance(workspace.database, proposal)
      if (found === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.')
      }
      return found
    },
  }
}
