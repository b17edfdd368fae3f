import { readStandingVerdicts } from '#main/store/attribute-verdict-repository.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import {
  insertSnapshot,
  listSnapshots,
  readCuratedNegatives,
  readProposedNegatives,
  readSnapshot,
  snapshotNameTaken,
} from '#main/store/snapshot-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { NO_VERDICTS, schemeOf } from '#shared/attributes/scheme.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { snapshotHash } from './snapshot-hash.ts'

/** The contract's section `snapshots`: curated sets, frozen; and proposals as generated, to compare them with. */
export function createSnapshotsService({ workspace: { database } }: { workspace: Workspace }) {
  return {
    list: (input): Snapshot[] => listSnapshots(database, input.dataset ?? null),

    /**
     * Freezes all accepted and edited proposals with their content as it stands, and the verdicts on attributes; or all
     * proposals as they were generated, without anything that a curator said.
     *
     * @throws ExpectedError NOT_FOUND without the data set; CONFLICT when there is nothing to freeze or the name is taken
     */
    create({ dataset, name, which }): Snapshot {
      if (readDataset(database, dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      if (snapshotNameTaken(database, dataset, name)) {
        throw new ExpectedError('CONFLICT', `There is a snapshot ‘${name}’ already; choose another name.`)
      }
      const isCurated = which === 'curated'
      const negatives = isCurated
        ? readCuratedNegatives(database, dataset)
        : readProposedNegatives(database, dataset)
      if (negatives.length === 0) {
        throw new ExpectedError(
          'CONFLICT',
          isCurated
            ? 'There is nothing to save yet: accept or edit at least one proposal of this data set first.'
            : 'There is nothing to save yet: propose negatives for this data set first.',
        )
      }
      const attributes = isCurated
        ? schemeOf(readStandingVerdicts(database, dataset).map(({ verdict }) => verdict))
        : NO_VERDICTS
      const snapshot = insertSnapshot(
        database,
        {
          dataset,
          name,
          which,
          attributes,
          hash: snapshotHash(negatives, { which, attributes }),
          createdAt: Date.now(),
        },
        negatives,
      )
      const created = readSnapshot(database, snapshot)
      if (created === undefined) throw new Error(`snapshot ${snapshot} is gone right after it was written`)
      return created
    },
  } satisfies Service<'snapshots'>
}
