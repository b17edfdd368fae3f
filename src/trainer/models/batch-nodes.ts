import type { Backend, Indices } from '../backends/backend.ts'
import type { Batch } from '../data/batches.ts'

/** A batch as rows of the embedding table: user u is node u, item i is node users + i. */
export interface BatchNodes {
  readonly users: Indices
  readonly positives: Indices
  readonly negatives: Indices
  /** The three lists one after the other. */
  readonly all: Indices
}

export function uploadBatchNodes(backend: Backend, batch: Batch, users: number): BatchNodes {
  const positives = batch.positives.map((item) => users + item)
  const negatives = batch.negatives.map((item) => users + item)
  return {
    users: backend.uploadIndices(batch.users),
    positives: backend.uploadIndices(positives),
    negatives: backend.uploadIndices(negatives),
    all: backend.uploadIndices(concatenated(batch.users, positives, negatives)),
  }
}

function concatenated(...lists: Int32Array[]): Int32Array {
  const all = new Int32Array(lists.reduce((length, list) => length + list.length, 0))
  let end = 0
  for (const list of lists) {
    all.set(list, end)
    end += list.length
  }
  return all
}
