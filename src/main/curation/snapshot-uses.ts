import { runName } from '#main/runs/run-name.ts'
import type { Reader } from '#main/store/database.ts'
import { listRunsOfSnapshot } from '#main/store/run-repository.ts'
import { listStudies } from '#main/store/study-repository.ts'
import type { Snapshot, SnapshotUses } from '#shared/contract/snapshots.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** The runs that learned from a snapshot, newest first, and the studies whose plans name it. */
export function snapshotUses(
  reader: Reader,
  { id, dataset }: Pick<Snapshot, 'id' | 'dataset'>,
): SnapshotUses {
  return {
    runs: listRunsOfSnapshot(reader, id).map((run) => ({ id: run.id, name: runName(run) })),
    studies: listStudies(reader, dataset)
      .filter(({ plan }) => plan.replications.some(({ snapshots }) => Object.values(snapshots).includes(id)))
      .map((study) => ({ id: study.id, name: study.name })),
  }
}

/** More names than these say no more to a person. */
const NAMED = 5

/** @throws ExpectedError CONFLICT that names the runs and studies which need the snapshot */
export function refuseUsed(snapshot: Snapshot, { runs, studies }: SnapshotUses): void {
  const users = [
    ...runs.map(({ id, name }) => `run ${id} (${name})`),
    ...studies.map(({ name }) => `the study ‘${name}’`),
  ]
  if (users.length === 0) return
  const more = users.length > NAMED ? ` and ${users.length - NAMED} more` : ''
  throw new ExpectedError(
    'CONFLICT',
    `The snapshot ‘${snapshot.name}’ is needed: ${users.slice(0, NAMED).join(', ')}${more} learned from it.`,
    { retry: 'Delete these first, or keep it.' },
  )
}
