import type { DatasetId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'

/** Null where it was not taken yet. */
export function readDatasetHash(reader: Reader, dataset: DatasetId): string | null {
  const row = reader.get<{ hash: string }>('SELECT hash FROM dataset_hash WHERE dataset_id = :dataset', {
    dataset,
  })
  return row?.hash ?? null
}

export function recordDatasetHash(writer: Writer, dataset: DatasetId, hash: string): void {
  writer.run('INSERT OR REPLACE INTO dataset_hash (dataset_id, hash) VALUES (:dataset, :hash)', {
    dataset,
    hash,
  })
}
