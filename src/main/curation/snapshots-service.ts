import { readStandingVerdicts } from '#main/store/attribute-verdict-repository.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { compareFrozenNegatives } from '#main/store/snapshot-comparison.ts'
import {
  deleteSnapshot,
  describeSnapshot,
  insertSnapshot,
  listSnapshots,
  readCuratedNegatives,
  readProposedNegatives,
  readSnapshot,
  readSnapshotScheme,
  snapshotNameTaken,
} from '#main/store/snapshot-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { NO_VERDICTS, schemeOf } from '#shared/attributes/scheme.ts'
import type { DatasetId, SnapshotId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import type { Snapshot, SnapshotComparison } from '#shared/contract/snapshots.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { snapshotHash } from './snapshot-hash.ts'
import { readExportedSnapshot } from './snapshot-import.ts'
import { refuseUsed, snapshotUses } from './snapshot-uses.ts'

/** Of each kind, that a comparison lists. */
const DIFFERENCES = 200

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
    create({ dataset, name, which, note }): Snapshot {
      if (readDataset(database, dataset) === undefined) {
        throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      }
      refuseTaken(dataset, name)
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
          note,
          hash: snapshotHash(negatives, { which, attributes }),
          createdAt: Date.now(),
        },
        negatives,
      )
      return find(snapshot)
    },

    /** @throws ExpectedError NOT_FOUND; CONFLICT when the name is taken */
    describe({ snapshot, name, note }): Snapshot {
      const before = find(snapshot)
      if (name !== undefined && name !== before.name) refuseTaken(before.dataset, name)
      describeSnapshot(database, snapshot, { name, note })
      return find(snapshot)
    },

    /** @throws ExpectedError NOT_FOUND; CONFLICT where a run or a study needs it, with their names */
    remove({ snapshot }): { removed: true } {
      const found = find(snapshot)
      database.transaction(() => {
        refuseUsed(found, snapshotUses(database, found))
        deleteSnapshot(database, snapshot)
      })
      return { removed: true }
    },

    /** @throws ExpectedError NOT_FOUND */
    uses: ({ snapshot }) => snapshotUses(database, find(snapshot)),

    /** @throws ExpectedError NOT_FOUND; BAD_INPUT where they are of different data sets */
    compare({ from, to }): SnapshotComparison {
      if (find(from).dataset !== find(to).dataset) {
        throw new ExpectedError('BAD_INPUT', 'These snapshots are of different data sets.', {
          retry: 'Choose two of the same data set.',
        })
      }
      const scheme = (snapshot: SnapshotId) => JSON.stringify(readSnapshotScheme(database, snapshot))
      return {
        ...compareFrozenNegatives(database, { from, to }, DIFFERENCES),
        sameAttributes: scheme(from) === scheme(to),
      }
    },

    /**
     * Writes an exported snapshot into a data set that has its items. No proposal is made of its negatives.
     *
     * @throws ExpectedError NOT_FOUND or BAD_INPUT, with file and line, for what does not match; CONFLICT where the data set has
     *   it already, or the name is taken
     */
    async import({ dataset, path, name }): Promise<Snapshot> {
      const known = readDataset(database, dataset)
      if (known === undefined) throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
      const { snapshot, negatives } = await readExportedSnapshot(database, known, path)
      const same = listSnapshots(database, dataset).find(({ hash }) => hash === snapshot.hash)
      if (same !== undefined) {
        throw new ExpectedError('CONFLICT', `‘${known.name}’ has this snapshot already: ‘${same.name}’.`)
      }
      const wanted = name ?? snapshot.name
      refuseTaken(dataset, wanted)
      const written = { ...snapshot, dataset, name: wanted, createdAt: Date.now() }
      return find(insertSnapshot(database, written, negatives))
    },
  } satisfies Service<'snapshots'>

  function find(id: SnapshotId): Snapshot {
    const found = readSnapshot(database, id)
    if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This snapshot does not exist any more.')
    return found
  }

  function refuseTaken(dataset: DatasetId, name: string): void {
    if (!snapshotNameTaken(database, dataset, name)) return
    throw new ExpectedError('CONFLICT', `There is a snapshot ‘${name}’ already; choose another name.`)
  }
}
