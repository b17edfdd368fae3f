import type { TestRanks } from '#main/runs/test-ranks.ts'
import type { UserMetrics } from '#main/runs/user-metrics.ts'
import type { DatasetId, RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import type { Study } from '#shared/contract/studies.ts'

/** What is analysed of a study: its plan, its trainings, and what they left. */
export interface StudyMaterial {
  readonly study: Pick<Study, 'id' | 'plan' | 'trials'>
  /** Null for a run that does not exist any more. */
  run(run: RunId): Run | null
  /** @throws ExpectedError NOT_FOUND when its files are gone */
  userMetrics(run: Run): Promise<UserMetrics>
  /** Null for a run of a version that did not keep ranks. */
  testRanks(run: Run): Promise<TestRanks | null>
  strataFacts(dataset: DatasetId): Promise<StrataFacts>
}

/** What test interactions and users of a data set are told apart by; all by position. */
export interface StrataFacts {
  /** Training interactions of each item. */
  readonly itemInteractions: Int32Array
  /** Training interactions of each user. */
  readonly userInteractions: Int32Array
  readonly itemCategories: readonly (string | null)[]
}
