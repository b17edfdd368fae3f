import { listProposals } from '#main/store/proposal-list.ts'
import { readProvenance } from '#main/store/proposal-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** The contract's section `proposals`. */
export function createProposalsService({ workspace }: { workspace: ReadableWorkspace }) {
  return {
    list: (input) => listProposals(workspace.database, input),
    provenance({ proposal }) {
      const found = readProvenance(workspace.database, proposal)
      if (found === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.')
      }
      return found
    },
  } satisfies Service<'proposals'>
}
