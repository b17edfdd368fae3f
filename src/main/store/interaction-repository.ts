import { Split } from '#shared/contract/catalogue.ts'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { Parameter, Reader, Writer } from './database.ts'

/** The number of a split in the store is its place here. */
export const SPLITS: readonly Split[] = Split.options

export interface NewUser {
  position: number
  externalId: string
}

/** @returns the row id */
export function insertUser(writer: Writer, dataset: DatasetId, user: NewUser): number {
  return writer.run(
    'INSERT INTO user (dataset_id, position, external_id) VALUES (:dataset, :position, :externalId)',
    { dataset, ...user },
  ).lastId
}

export interface NewInteraction {
  /** Row ids. */
  user: number
  item: number
  rating: number | null
  /** Unix seconds. */
  timestamp: number | null
  /** Index into SPLITS. */
  split: number
}

/** Rows of one statement: fewer statements, each of which costs as much as a row. */
const ROWS_OF_STATEMENT = 50

/** Both tables of interactions; see `appendInteractions` for many of them. */
export function insertInteraction(writer: Writer, interaction: NewInteraction): void {
  appendInteractions(writer, [interaction])
  appendInteractionsOfItems(writer, [interaction])
}

const INTERACTIONS = insertion('interaction', ['user_id', 'item_id', 'rating', 'timestamp', 'split'])
const ITEM_INTERACTIONS = insertion('item_interaction', ['item_id', 'user_id', 'timestamp', 'split'])

/** For reading by user. Fast where they come by ascending user; `appendInteractionsOfItems` has to get them as well. */
export function appendInteractions(writer: Writer, interactions: readonly NewInteraction[]): void {
  const values: Parameter[] = []
  for (const { user, item, rating, timestamp, split } of interactions) {
    values.push(user, item, rating, timestamp, split)
  }
  appendRows(writer, INTERACTIONS, values)
}

/** For reading by item. Fast where they come by ascending item, then user. */
export function appendInteractionsOfItems(
  writer: Writer,
  interactions: readonly Omit<NewInteraction, 'rating'>[],
): void {
  const values: Parameter[] = []
  for (const { user, item, timestamp, split } of interactions) values.push(item, user, timestamp, split)
  appendRows(writer, ITEM_INTERACTIONS, values)
}

/** Statements that insert one row, and many. */
interface Insertion {
  columns: number
  one: string
  many: string
}

function insertion(table: string, columns: readonly string[]): Insertion {
  const row = `(${columns.map(() => '?').join(', ')})`
  const into = `INSERT INTO ${table} (${columns.join(', ')}) VALUES `
  return {
    columns: columns.length,
    one: into + row,
    many: into + Array.from({ length: ROWS_OF_STATEMENT }, () => row).join(', '),
  }
}

/** @param values of row after row */
function appendRows(writer: Writer, { columns, one, many }: Insertion, values: readonly Parameter[]): void {
  const ofMany = columns * ROWS_OF_STATEMENT
  let from = 0
  for (; from + ofMany <= values.length; from += ofMany) writer.run(many, values.slice(from, from + ofMany))
  for (; from < values.length; from += columns) writer.run(one, values.slice(from, from + columns))
}

/** Rows and columns of a data set's interaction matrix. */
export function readMatrixSize(reader: Reader, dataset: DatasetId): { users: number; items: number } {
  const size = reader.get<{ users: number; items: number }>(
    `SELECT (SELECT count(*) FROM user WHERE dataset_id = :dataset) AS users,
       (SELECT count(*) FROM item WHERE dataset_id = :dataset) AS items`,
    { dataset },
  )
  return size ?? { users: 0, items: 0 }
}

/** The ids of the users in their source, by position. */
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

/** One observed pair, by matrix row and column. */
export interface InteractionPair {
  user: number
  item: number
  /** 0 train, 1 validation, 2 test. */
  split: 0 | 1 | 2
}

/**
 * Interactions of the users in a range of positions, by user, then item. In pages, because a statement that
 * is being iterated keeps the connection from writing.
 */
export function readInteractionPairs(
  reader: Reader,
  page: { dataset: DatasetId; fromUser: number; toUser: number },
): InteractionPair[] {
  return reader.all<InteractionPair>(
    `SELECT u.position AS user, i.position AS item, n.split
     FROM user AS u
     JOIN interaction AS n ON n.user_id = u.id
     JOIN item AS i ON i.id = n.item_id
     WHERE u.dataset_id = :dataset AND u.position >= :fromUser AND u.position < :toUser
     ORDER BY u.position, i.position`,
    page,
  )
}

/** How many users have an item in their training interactions, and how many of these have another one there. */
export function countUsersOfBoth(
  reader: Reader,
  item: ItemId,
  other: ItemId,
): { users: number; both: number } {
  const row = reader.get<{ users: number; both: number }>(
    `SELECT count(*) AS users, count(also.user_id) AS both
     FROM (SELECT user_id FROM item_interaction WHERE item_id = :item AND split = 0) AS own
     LEFT JOIN (SELECT user_id FROM item_interaction WHERE item_id = :other AND split = 0) AS also
       ON also.user_id = own.user_id`,
    { item, other },
  )
  return row ?? { users: 0, both: 0 }
}

/** Matrix rows of the other items that this item's users have in their training interactions. */
export function readCoInteractedItems(reader: Reader, item: ItemId): number[] {
  return reader
    .all<{ position: number }>(
      `SELECT DISTINCT i.position
       FROM item_interaction AS own
       JOIN interaction AS other ON other.user_id = own.user_id AND other.split = 0 AND other.item_id <> :item
       JOIN item AS i ON i.id = other.item_id
       WHERE own.item_id = :item AND own.split = 0`,
      { item },
    )
    .map((row) => row.position)
}
