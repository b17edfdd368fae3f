import type { DatasetId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'

/** That one name or value counts as another one, as a language model proposed it. */
export interface ModelMerge {
  /** Whose values these are; null for names of attributes. */
  attribute: string | null
  from: string
  into: string
  /** In the model's words. */
  reason: string
  model: string
}

/** In the order in which they came. */
export function readModelMerges(reader: Reader, dataset: DatasetId): ModelMerge[] {
  return reader.all<ModelMerge>(
    `SELECT attribute, term AS "from", counts_as AS "into", reason, model
     FROM model_merge WHERE dataset_id = :dataset ORDER BY id`,
    { dataset },
  )
}

/** Replaces what was proposed of the same names and values before, by whichever model. */
export function replaceModelMerges(
  writer: Writer,
  dataset: DatasetId,
  merges: readonly ModelMerge[],
  createdAt: number,
): void {
  writer.transaction(() => {
    for (const merge of merges) {
      writer.run(
        `INSERT OR REPLACE INTO model_merge (dataset_id, attribute, term, counts_as, reason, model, created_at)
         VALUES (:dataset, :attribute, :from, :into, :reason, :model, :createdAt)`,
        { ...merge, dataset, createdAt },
      )
    }
  })
}
