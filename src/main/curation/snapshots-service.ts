import { readDataset } from '#main/store/dataset-repository.ts'
import {
  insertSnapshot,
  listSnapshots,
  readCuratedNegatives,
  readSnapshot,
  snapshotNameTaken,
} from '#main/store/snapshot-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { snapshotHash } from './snapshot-hash.ts'

/** The contract's section `snapshots`: curated sets, frozen. */
export function createSnapshotsService({ workspace: { database } }: { workspace: Workspace }) {
  return {
    list: (input): Snapshot[] => listSnapshots(database, input.dataset ?? null),

    /**
     * Freezes all accepted and edited proposals with their content as it stands.
     *
     * @throws ExpectedError NOT_FOUND without the data set; CONFLICT when nothing is curated or the name is taken
     */
    create({ dataset, name }): Snapshot {
      if (readDataset(database, dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      if (snapshotNameTaken(database, dataset, name)) {
        throw new ExpectedError('CONFLICT', `There is a snapshot ‘${name}’ already; choose another name.`)
      }
      const negatives = readCuratedNegatives(database, dataset)
      if (negatives.length === 0) {
        throw new ExpectedError(
          'CONFLICT',
          'There is nothing to save yet: accept or edit at least one proposal of this data set first.',
        )
      }
      const snapshot = insertSnapshot(
        database,
        { dataset, name, hash: snapshotHash(negatives), createdAt: Date.now() },
        negatives,
      )
      const created = readSnapshot(database, snapshot)
      if (created === undefined) throw new Error(`snapshot ${snapshot} is gone right after it was written`)
      return created
    },
  } satisfies Service<'snapshots'>
}
