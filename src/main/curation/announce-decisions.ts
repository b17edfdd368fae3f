import type { Reader } from '#main/store/database.ts'
import { countProposalsByState } from '#main/store/proposal-list.ts'
import { readStates } from '#main/store/standing-repository.ts'
import type { Annotator, DatasetId, ProposalId } from '#shared/contract/ids.ts'
import type { Publish } from '#shared/contract/system.ts'

/** More changes than these are announced as such, without their list. */
const CHANGES_ANNOUNCED = 1000

/** Tells the windows what a person's step changed, and how the data set stands by now. */
export function announceDecisions(
  { database, publish }: { database: Reader; publish: Publish },
  dataset: DatasetId,
  annotator: Annotator,
  proposals: readonly ProposalId[],
): void {
  const changes = readStates(database, proposals.slice(0, CHANGES_ANNOUNCED))
  const counts = countProposalsByState(database, { dataset })
  publish({
    topic: 'decisions',
    dataset,
    annotator,
    changes,
    all: changes.length === proposals.length,
    counts,
  })
}
