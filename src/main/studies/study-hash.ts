import { createHash } from 'node:crypto'
import type { DatasetId, SnapshotId } from '#shared/contract/ids.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'

/** The content of what a plan names by row id. */
export interface PlanContent {
  datasets: ReadonlyMap<DatasetId, string>
  snapshots: ReadonlyMap<SnapshotId, string>
}

/**
 * SHA-256, as lower-case hex, over the JSON of a plan with its keys in alphabetical order, in which data sets and
 * snapshots stand with the hash of their content: the same plan over the same data has the same hash in every
 * workspace. Labels and the wording of question and hypotheses count as well: they were written down before.
 */
export function studyHash(plan: StudyPlan, { datasets, snapshots }: PlanContent): string {
  const snapshotHash = (snapshot: SnapshotId | null) =>
    snapshot === null ? null : found(snapshots, snapshot)
  const replications = plan.replications.map(({ dataset, snapshots: { curated, uncurated } }) => ({
    dataset: found(datasets, dataset),
    curated: snapshotHash(curated),
    uncurated: snapshotHash(uncurated),
  }))
  return createHash('sha256')
    .update(canonicalJson({ ...plan, replications }))
    .digest('hex')
}

function found<Id>(hashes: ReadonlyMap<Id, string>, id: Id): string {
  const hash = hashes.get(id)
  if (hash === undefined) throw new Error(`nothing is known of what the plan names ${String(id)}`)
  return hash
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}
