import { readDataset } from '#main/store/dataset-repository.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'

/** What was computed of the most recently used data sets stays in memory; a large one takes 150 MB. */
const KEPT = 2

/**
 * Computes something of a whole data set once, and keeps it while the data set is in use. Data sets that
 * are ready do not change.
 *
 * @returns a function that rejects with ExpectedError NOT_FOUND when the data set is gone
 */
export function perDataset<T>(
  workspace: ReadableWorkspace,
  compute: (dataset: DatasetId) => Promise<T>,
): (dataset: DatasetId) => Promise<T> {
  const known = new Map<string, Promise<T>>()
  return (dataset) => {
    const found = readDataset(workspace.database, dataset)
    if (found === undefined) {
      return Promise.reject(new ExpectedError('NOT_FOUND', 'This data set does not exist any more.'))
    }
    // Ids of removed data sets are given out again; their time of birth is not.
    const key = `${dataset} ${found.createdAt}`
    const result = known.get(key) ?? compute(dataset)
    known.delete(key)
    known.set(key, result)
    const [oldest] = known.keys()
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest)
    result.catch(() => known.delete(key))
    return result
  }
}
