import { setImmediate } from 'node:timers/promises'
import { Split } from '#shared/contract/catalogue.ts'
import type { DatasetId, ItemId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'

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

export function insertInteraction(writer: Writer, interaction: NewInteraction): void {
  writer.run(
    `INSERT INTO interaction (user_id, item_id, rating, timestamp, split)
     VALUES (:user, :item, :rating, :timestamp, :split)`,
    { ...interaction },
  )
}

/** Pairs [user position, item position] in row-major order, by user, then by item. */
export type SplitPairs = Record<Split, Int32Array>

/** Users whose interactions are read at once, so that other work gets its turn in between. */
const USERS_AT_ONCE = 2000

/** All interactions of a data set as matrix positions, by split. */
export async function readSplitPairs(reader: Reader, dataset: DatasetId): Promise<SplitPairs> {
  const sizes = reader.get<{ users: number }>(
    'SELECT count(*) AS users FROM user WHERE dataset_id = :dataset',
    { dataset },
  )
  const pages: Record<Split, number[][]> = { train: [], validation: [], test: [] }
  for (let from = 0; from < (sizes?.users ?? 0); from += USERS_AT_ONCE) {
    const page: Record<Split, number[]> = { train: [], validation: [], test: [] }
    const rows = reader.iterate<{ user: number; item: number; split: number }>(
      `SELECT u.position AS user, i.position AS item, n.split
       FROM user AS u
       JOIN interaction AS n ON n.user_id = u.id
       JOIN item AS i ON i.id = n.item_id
       WHERE u.dataset_id = :dataset AND u.position >= :from AND u.position < :to
       ORDER BY u.position, i.position`,
      { dataset, from, to: from + USERS_AT_ONCE },
    )
    for (const { user, item, split } of rows) {
      const name = SPLITS[split]
      if (name !== undefined) page[name].push(user, item)
    }
    for (const name of SPLITS) pages[name].push(page[name])
    await setImmediate()
  }
  return { train: join(pages.train), validation: join(pages.validation), test: join(pages.test) }
}

function join(pages: readonly number[][]): Int32Array {
  const joined = new Int32Array(pages.reduce((total, page) => total + page.length, 0))
  let offset = 0
  for (const page of pages) {
    joined.set(page, offset)
    offset += page.length
  }
  return joined
}

/** External ids of the users, by position. */
export function readUserIds(reader: Reader, dataset: DatasetId): string[] {
  return reader
    .all<{ externalId: string }>(
      'SELECT external_id AS externalId FROM user WHERE dataset_id = :dataset ORDER BY position',
      { dataset },
    )
    .map((row) => row.externalId)
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

/** Matrix rows of the other items that this item's users have in their training interactions. */
export function readCoInteractedItems(reader: Reader, item: ItemId): number[] {
  return reader
    .all<{ position: number }>(
      `SELECT DISTINCT i.position
       FROM interaction AS own
       JOIN interaction AS other ON other.user_id = own.user_id AND other.split = 0 AND other.item_id <> :item
       JOIN item AS i ON i.id = other.item_id
       WHERE own.item_id = :item AND own.split = 0`,
      { item },
    )
    .map((row) => row.position)
}
