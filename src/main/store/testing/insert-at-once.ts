import type { DatasetId } from '#shared/contract/ids.ts'
import type { Parameter, Reader, Writer } from '../database.ts'
import { insertUnfinishedDataset } from '../dataset-repository.ts'

/** Rows of one data set, each with its values in the order of its table's columns, ids included. */
export interface DatasetRows {
  readonly items: readonly Parameter[][]
  readonly users: readonly Parameter[][]
  /** By user, then item. */
  readonly interactions: readonly Parameter[][]
  /** By item, then user. */
  readonly itemInteractions: readonly Parameter[][]
}

const ITEM = 'id, dataset_id, position, external_id, title, description, category, attributes, interactions'
const INTERACTION = 'user_id, item_id, rating, timestamp, split'
const ITEM_INTERACTION = 'item_id, user_id, timestamp, split'

/** What is written for a data set without pictures. */
export function readDatasetRows(reader: Reader, dataset: DatasetId): DatasetRows {
  const rowsOf = (sql: string) => reader.all<Record<string, Parameter>>(sql, { dataset }).map(Object.values)
  return {
    items: rowsOf(`SELECT ${ITEM} FROM item WHERE dataset_id = :dataset ORDER BY id`),
    users: rowsOf(
      'SELECT id, dataset_id, position, external_id FROM user WHERE dataset_id = :dataset ORDER BY id',
    ),
    interactions: rowsOf(
      `SELECT ${INTERACTION} FROM interaction
       WHERE user_id IN (SELECT id FROM user WHERE dataset_id = :dataset) ORDER BY user_id, item_id`,
    ),
    itemInteractions: rowsOf(
      `SELECT ${ITEM_INTERACTION} FROM item_interaction
       WHERE item_id IN (SELECT id FROM item WHERE dataset_id = :dataset) ORDER BY item_id, user_id`,
    ),
  }
}

/** Into an empty workspace's own tables and indexes, in one transaction, as nothing but SQLite would have it. */
export function insertAtOnce(writer: Writer, rows: DatasetRows): void {
  writer.transaction(() => {
    insertUnfinishedDataset(writer, { name: 'At once', synthetic: false, options: {}, createdAt: 0 })
    insertAll(writer, `item (${ITEM})`, rows.items)
    writer.run(
      `INSERT INTO item_search (rowid, external_id, title, category, description, attributes)
       SELECT id, external_id, title, category, description, attributes FROM item`,
    )
    insertAll(writer, 'user (id, dataset_id, position, external_id)', rows.users)
    insertAll(writer, `interaction (${INTERACTION})`, rows.interactions)
    insertAll(writer, `item_interaction (${ITEM_INTERACTION})`, rows.itemInteractions)
  })
}

/** Into tables that have neither keys nor indexes, once each: the least that SQLite can do with the rows. */
export function insertPlainly(writer: Writer, rows: DatasetRows): void {
  writer.transaction(() => {
    for (const [table, columns] of [
      ['plain_item', ITEM],
      ['plain_user', 'id, dataset_id, position, external_id'],
      ['plain_interaction', INTERACTION],
    ]) {
      writer.run(`CREATE TABLE ${table} (${columns})`)
    }
    insertAll(writer, 'plain_item', rows.items)
    insertAll(writer, 'plain_user', rows.users)
    insertAll(writer, 'plain_interaction', rows.interactions)
  })
}

function insertAll(writer: Writer, into: string, rows: readonly Parameter[][]): void {
  const sql = `INSERT INTO ${into} VALUES (${(rows[0] ?? []).map(() => '?').join(', ')})`
  for (const row of rows) writer.run(sql, row)
}
