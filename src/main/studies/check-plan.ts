import type { Reader } from '#main/store/database.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import { readSnapshot } from '#main/store/snapshot-repository.ts'
import type { Dataset } from '#shared/contract/catalogue.ts'
import type { SnapshotId } from '#shared/contract/ids.ts'
import type { Snapshot } from '#shared/contract/snapshots.ts'
import { SettingsError } from '#shared/descriptors/settings-error.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { trainability } from '#shared/runs/trainable.ts'
import type { ArmSnapshot, Replication, StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { planProblem } from '#shared/studies/plan-problem.ts'
import { armConfig } from './arm-config.ts'
import { gridPoints } from './grid-points.ts'

/**
 * Refuses a plan that could not be trained and tested to its end.
 *
 * @returns the snapshots that it names
 * @throws ExpectedError BAD_INPUT that says what is wrong; NOT_FOUND without a data set or snapshot
 */
export function checkPlan(reader: Reader, plan: StudyPlan): Snapshot[] {
  const problem = planProblem(plan)
  if (problem !== null) throw new ExpectedError('BAD_INPUT', problem)
  for (const arm of plan.arms) checkPoints(arm, plan)
  return plan.replications.flatMap((replication) => checkReplication(reader, plan, replication))
}

/** The points that will be trained. */
function checkPoints(arm: StudyArm, plan: StudyPlan): void {
  try {
    for (const point of gridPoints(arm, plan)) armConfig(arm, point, 0)
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error
    throw new ExpectedError('BAD_INPUT', `The grid of ‘${arm.label}’ cannot be used. ${error.message}`)
  }
}

function checkReplication(reader: Reader, plan: StudyPlan, { dataset, snapshots }: Replication): Snapshot[] {
  const found = readDataset(reader, dataset)
  if (found === undefined) throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
  const { obstacle } = trainability(found)
  if (obstacle !== null) throw new ExpectedError('BAD_INPUT', obstacle)
  if (found.counts.test === 0) {
    throw new ExpectedError(
      'BAD_INPUT',
      `‘${found.name}’ has no test interactions, so no arm could be tested on it. Import it again with a split that leaves some in this part.`,
    )
  }
  return (['curated', 'uncurated'] as const).flatMap((which) => {
    const arm = plan.arms.find(({ snapshot }) => snapshot === which)
    if (arm === undefined) return []
    return [namedSnapshot(reader, found, which, snapshots[which], arm)]
  })
}

function namedSnapshot(
  reader: Reader,
  dataset: Dataset,
  which: ArmSnapshot,
  named: SnapshotId | null,
  arm: StudyArm,
): Snapshot {
  if (named === null) {
    throw new ExpectedError(
      'BAD_INPUT',
      `‘${arm.label}’ learns from ${which} negatives: name a snapshot of them for ‘${dataset.name}’, or leave the arm out.`,
    )
  }
  const snapshot = readSnapshot(reader, named)
  if (snapshot === undefined) throw new ExpectedError('NOT_FOUND', 'This snapshot does not exist any more.')
  if (snapshot.dataset !== dataset.id) {
    throw new ExpectedError('BAD_INPUT', `The snapshot ‘${snapshot.name}’ belongs to another data set.`)
  }
  if (snapshot.which !== CONTENT[which]) {
    throw new ExpectedError(
      'BAD_INPUT',
      `The snapshot ‘${snapshot.name}’ is ${which === 'curated' ? 'uncurated' : 'curated'}: choose one of ${which} negatives for ‘${dataset.name}’.`,
    )
  }
  return snapshot
}

/** What a plan's words are to a snapshot. */
export const CONTENT = { curated: 'curated', uncurated: 'proposed' } as const satisfies Record<
  ArmSnapshot,
  Snapshot['which']
>
