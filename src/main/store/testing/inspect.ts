import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from '../database.ts'

/** Tables whose rows tests count. */
export type CountedTable = 'dataset' | 'item' | 'user' | 'interaction' | 'proposal' | 'job' | 'media'

/** Of all data sets, those that are not whole included. */
export function countRows(reader: Reader, table: CountedTable): number {
  return reader.get<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`)?.rows ?? 0
}

/** Names of all data sets, oldest first, those that are not whole included. */
export function readAllDatasetNames(reader: Reader): string[] {
  return reader.all<{ name: string }>('SELECT name FROM dataset ORDER BY id').map((row) => row.name)
}

/** Items with a proposal, once for each of their proposals, ascending by item. */
export function readProposedItems(reader: Reader): ItemId[] {
  return reader
    .all<{ item_id: number }>('SELECT item_id FROM proposal ORDER BY item_id, id')
    .map((row) => row.item_id as ItemId)
}

/** Removes every data set at once, without the steps that the catalogue's service takes. */
export function removeAllDatasets(writer: Writer): void {
  writer.run('DELETE FROM dataset')
}

/** Moves every interaction into the test split, so that nothing is left to train on. */
export function moveInteractionsToTest(writer: Writer): void {
  writer.run('UPDATE interaction SET split = 2')
}

/** Makes every run look as an engine that died while training leaves it. */
export function leaveRunsTraining(writer: Writer): void {
  writer.run(`UPDATE run SET state = 'running', started_at = 1, training_since = 1`)
}

/** External ids of the users, by position. */
export function readUserIds(reader: Reader, dataset: DatasetId): string[] {
  return reader
    .all<{ external_id: string }>(
      'SELECT external_id FROM user WHERE dataset_id = :dataset ORDER BY position',
      {
        dataset,
      },
    )
    .map((row) => row.external_id)
}

/** What a data set was made from, as it is stored. */
export function readDatasetOptions(reader: Reader, dataset: DatasetId): string {
  return (
    reader.get<{ options: string }>('SELECT options FROM dataset WHERE id = :dataset', { dataset })
      ?.options ?? ''
  )
}

/** Answers of steps that are kept for items that are still worked on. */
export function countStepAnswers(reader: Reader): number {
  return reader.get<{ rows: number }>('SELECT count(*) AS rows FROM step_answer')?.rows ?? 0
}
