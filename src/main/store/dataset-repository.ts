import { Dataset, DatasetCounts } from '#shared/contract/catalogue.ts'
import type { DatasetId, RunId } from '#shared/contract/ids.ts'
import { WorldInstance } from '#shared/worlds/world-instance.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

interface DatasetRow {
  id: number
  name: string
  synthetic: number
  sample: string | null
  created_at: number
  counts: string
}

const COLUMNS = `id, name, synthetic, options -> '$.sample' AS sample, created_at, counts`

/** Data sets that are whole, oldest first. */
export function readDatasets(reader: Reader): Dataset[] {
  return reader
    .all<DatasetRow>(`SELECT ${COLUMNS} FROM dataset WHERE state = 'ready' ORDER BY id`)
    .map(toDataset)
}

/** The data set if it is whole. */
export function readDataset(reader: Reader, dataset: DatasetId): Dataset | undefined {
  const row = reader.get<DatasetRow>(
    `SELECT ${COLUMNS} FROM dataset WHERE id = :dataset AND state = 'ready'`,
    { dataset },
  )
  return row && toDataset(row)
}

/** Whether a data set has the name, be it whole or not. */
export function isDatasetNameTaken(reader: Reader, name: string): boolean {
  return reader.get('SELECT 1 FROM dataset WHERE name = :name', { name }) !== undefined
}

export interface NewDataset {
  name: string
  synthetic: boolean
  /** What was asked for; kept as JSON. `sample` of a synthetic one is its `WorldInstance`. */
  options: unknown
  createdAt: number
}

const NO_COUNTS: DatasetCounts = {
  items: 0,
  users: 0,
  interactions: 0,
  images: 0,
  train: 0,
  validation: 0,
  test: 0,
}

/** A data set that stays invisible until `finishDataset`. */
export function insertUnfinishedDataset(writer: Writer, dataset: NewDataset): DatasetId {
  const { lastId } = writer.run(
    `INSERT INTO dataset (name, state, synthetic, created_at, options, counts)
     VALUES (:name, 'importing', :synthetic, :createdAt, :options, :counts)`,
    {
      name: dataset.name,
      synthetic: dataset.synthetic ? 1 : 0,
      createdAt: dataset.createdAt,
      options: JSON.stringify(dataset.options),
      counts: JSON.stringify(NO_COUNTS),
    },
  )
  return lastId as DatasetId
}

/** Makes the data set visible. */
export function finishDataset(writer: Writer, dataset: DatasetId, counts: DatasetCounts): Dataset {
  writer.run(`UPDATE dataset SET state = 'ready', counts = :counts WHERE id = :dataset`, {
    dataset,
    counts: JSON.stringify(counts),
  })
  const finished = readDataset(writer, dataset)
  if (finished === undefined) throw new Error(`data set ${dataset} vanished while it was written`)
  return finished
}

/** Why the data set cannot be removed now; undefined where nothing works on it. */
export function datasetActivity(reader: Reader, dataset: DatasetId): 'job' | 'run' | undefined {
  const row = reader.get<{ jobs: number; runs: number }>(
    `SELECT
       EXISTS (SELECT 1 FROM job WHERE dataset_id = :dataset AND state = 'running') AS jobs,
       EXISTS (SELECT 1 FROM run WHERE dataset_id = :dataset AND state IN ('queued', 'running')) AS runs`,
    { dataset },
  )
  if (row?.jobs === 1) return 'job'
  return row?.runs === 1 ? 'run' : undefined
}

/** Runs that trained on the data set: their folders go with it. Oldest first. */
export function readDatasetRuns(reader: Reader, dataset: DatasetId): RunId[] {
  return reader
    .all<{ id: number }>('SELECT id FROM run WHERE dataset_id = :dataset ORDER BY id', { dataset })
    .map((row) => row.id as RunId)
}

/**
 * Takes the data set out of sight and gives its name free; it is only removed from then on, at the next start
 * if need be.
 */
export function hideDataset(writer: Writer, dataset: DatasetId): void {
  writer.run(
    `UPDATE dataset SET state = 'importing', name = 'removed ' || id || ' ' || hex(randomblob(8))
     WHERE id = :dataset`,
    { dataset },
  )
}

/** Data sets whose import or removal did not end, oldest first. */
export function readUnfinishedDatasets(reader: Reader): DatasetId[] {
  return reader
    .all<{ id: number }>(`SELECT id FROM dataset WHERE state = 'importing' ORDER BY id`)
    .map((row) => row.id as DatasetId)
}

/** In an order in which nothing that is left points to what is gone. */
const TABLES_OF_DATASET = ['run', 'snapshot', 'proposal', 'job', 'user', 'item'] as const
const REMOVED_AT_ONCE = 200

/**
 * Removes a part of a hidden data set that is small enough for a short transaction.
 *
 * @returns whether there is more to remove
 */
export function removeDatasetPart(writer: Writer, dataset: DatasetId): boolean {
  return writer.transaction(() => {
    for (const table of TABLES_OF_DATASET) {
      const { changes } = writer.run(
        `DELETE FROM ${table}
         WHERE id IN (SELECT id FROM ${table} WHERE dataset_id = :dataset LIMIT ${REMOVED_AT_ONCE})`,
        { dataset },
      )
      if (changes > 0) return true
    }
    // A step in which nothing is said any more cannot be taken back. Older studios let one decide in several data sets.
    const { changes } = writer.run(
      `DELETE FROM step
       WHERE id IN (
         SELECT s.id FROM step AS s
         WHERE s.dataset_id = :dataset AND NOT EXISTS (SELECT 1 FROM decision AS d WHERE d.step_id = s.id)
         LIMIT ${REMOVED_AT_ONCE}
       )`,
      { dataset },
    )
    if (changes > 0) return true
    writer.run('DELETE FROM dataset WHERE id = :dataset', { dataset })
    return false
  })
}

function toDataset(row: DatasetRow): Dataset {
  return Dataset.parse({
    id: row.id,
    name: row.name,
    synthetic: row.synthetic === 1,
    sample: row.sample === null ? null : decodeJson(WorldInstance, row.sample),
    createdAt: row.created_at,
    counts: decodeJson(DatasetCounts, row.counts),
  })
}
