import { removeAdvice, writeAdvice } from '#main/store/advice-repository.ts'
import type { Writer } from '#main/store/database.ts'
import { readDataset } from '#main/store/dataset-repository.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Service } from '#shared/contract/service.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { adviceOf } from './suggest-advice.ts'

/** The contract's section `advice`. */
export function createAdviceService({ workspace: { database } }: { workspace: { database: Writer } }) {
  function requireDataset(dataset: DatasetId): void {
    if (readDataset(database, dataset) === undefined) {
      throw new ExpectedError('NOT_FOUND', 'This data set does not exist any more.')
    }
  }
  return {
    get({ dataset }) {
      requireDataset(dataset)
      return adviceOf(database, dataset)
    },
    save({ dataset, lines }) {
      requireDataset(dataset)
      if (lines === null) removeAdvice(database, dataset)
      else writeAdvice(database, { dataset, lines, updatedAt: Date.now() })
      return adviceOf(database, dataset)
    },
  } satisfies Service<'advice'>
}
