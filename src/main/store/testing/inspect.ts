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

/** How many proposals stand how, by facet: as it is kept. */
export function countTallies(reader: Reader, dataset: DatasetId): string[] {
  return reader
    .all<{ facet: number; state: string; annotator: string; count: number }>(
      `SELECT y.facet_id AS facet, y.state, y.annotator, y.count
       FROM tally AS y JOIN facet AS f ON f.id = y.facet_id
       WHERE f.dataset_id = :dataset AND y.count <> 0
       ORDER BY 1, 2, 3`,
      { dataset },
    )
    .map((row) => JSON.stringify(row))
}

/** The same, counted from decisions and steps alone. */
export function recountStanding(reader: Reader, dataset: DatasetId): string[] {
  return reader
    .all<{ facet: number; state: string; annotator: string; count: number }>(
      `WITH newest AS (
         SELECT p.id AS proposal, p.generator, p.model, p.flags, coalesce(i.category, '') AS category, (
           SELECT max(d.id) FROM decision AS d JOIN step AS s ON s.id = d.step_id
           WHERE d.proposal_id = p.id AND s.standing = 1
         ) AS decision
         FROM proposal AS p JOIN item AS i ON i.id = p.item_id
         WHERE p.dataset_id = :dataset
       )
       SELECT f.id AS facet,
         CASE d.verdict
           WHEN 'accept' THEN 'accepted' WHEN 'edit' THEN 'edited'
           WHEN 'reject' THEN 'rejected' WHEN 'skip' THEN 'skipped' ELSE 'pending'
         END AS state,
         coalesce(s.annotator, '') AS annotator, count(*) AS count
       FROM newest AS n
       JOIN facet AS f ON f.dataset_id = :dataset AND f.generator = n.generator AND f.model = n.model
         AND f.flags = n.flags AND f.category = n.category
       LEFT JOIN decision AS d ON d.id = n.decision
       LEFT JOIN step AS s ON s.id = d.step_id
       GROUP BY 1, 2, 3
       ORDER BY 1, 2, 3`,
      { dataset },
    )
    .map((row) => JSON.stringify(row))
}
