import type { Split } from '#shared/contract/catalogue.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Reader } from '../database.ts'
import { readInteractionPairs, readMatrixSize, SPLITS } from '../interaction-repository.ts'

/** Pairs [user position, item position] in row-major order, by user, then by item. */
export type SplitPairs = Record<Split, Int32Array>

/** All interactions of a data set as matrix positions, by split. */
export function readSplitPairs(reader: Reader, dataset: DatasetId): SplitPairs {
  const { users } = readMatrixSize(reader, dataset)
  const pairs: Record<Split, number[]> = { train: [], validation: [], test: [] }
  for (const { user, item, split } of readInteractionPairs(reader, { dataset, fromUser: 0, toUser: users })) {
    const name = SPLITS[split]
    if (name !== undefined) pairs[name].push(user, item)
  }
  return {
    train: Int32Array.from(pairs.train),
    validation: Int32Array.from(pairs.validation),
    test: Int32Array.from(pairs.test),
  }
}
