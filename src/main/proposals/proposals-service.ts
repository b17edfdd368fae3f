import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { listProposals } from '#main/store/proposal-list.ts'
import { readProvenance } from '#main/store/proposal-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { lookalikeOf } from './quality/lookalike.ts'
import { remeasure } from './quality/remeasure.ts'

export interface ProposalsDependencies {
  workspace: ReadableWorkspace
  texts: CatalogueEncoder
  pictures: CataloguePictures
}

/** The contract's section `proposals`. */
export function createProposalsService(dependencies: ProposalsDependencies) {
  const { workspace } = dependencies
  return {
    list: (input) => listProposals(workspace.database, input),
    provenance({ proposal }) {
      const found = readProvenance(workspace.database, proposal)
      if (found === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This proposal does not exist any more.')
      }
      return found
    },
    measure: ({ proposal, content }) => remeasure(dependencies, proposal, content),
    lookalike: ({ proposal }) => lookalikeOf(dependencies, proposal),
  } satisfies Service<'proposals'>
}
