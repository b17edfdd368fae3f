import { setImmediate } from 'node:timers/promises'
import { z } from 'zod'
import { CatalogueAttribute } from '#shared/contract/catalogue.ts'
import type { DatasetId, ItemId, MediaHash } from '#shared/contract/ids.ts'
import type { Reader } from './database.ts'

/** An item as generators and encoders need it. */
export interface Positive {
  id: ItemId
  dataset: DatasetId
  /** Its row in every matrix of the data set. */
  position: number
  externalId: string
  title: string
  description: string
  category: string | null
  attributes: CatalogueAttribute[]
  image: MediaHash | null
}

interface PositiveRow {
  id: number
  dataset_id: number
  position: number
  external_id: string
  title: string
  description: string
  category: string | null
  attributes: string
  image_hash: string | null
}

const Attributes = z.array(CatalogueAttribute)
const COLUMNS = 'id, dataset_id, position, external_id, title, description, category, attributes, image_hash'

export function readPositive(reader: Reader, item: ItemId): Positive | undefined {
  const row = reader.get<PositiveRow>(`SELECT ${COLUMNS} FROM item WHERE id = :item`, { item })
  return row && toPositive(row)
}

/**
 * Items in matrix order from position `from` on. In pages, because a statement that is being iterated keeps
 * the connection from writing, and a curator's decision must never wait for a walk over the catalogue.
 */
function readPositives(
  reader: Reader,
  page: { dataset: DatasetId; from: number; limit: number },
): Positive[] {
  return reader
    .all<PositiveRow>(
      `SELECT ${COLUMNS} FROM item WHERE dataset_id = :dataset AND position >= :from
       ORDER BY position LIMIT :limit`,
      page,
    )
    .map(toPositive)
}

/** Items of a page; between pages the engine gets to answer its windows. */
const WALK_PAGE = 200

/** All items of a data set in matrix order, without keeping the engine or the database to itself. */
export async function* walkPositives(reader: Reader, dataset: DatasetId): AsyncGenerator<Positive> {
  for (let from = 0; ; from += WALK_PAGE) {
    const page = readPositives(reader, { dataset, from, limit: WALK_PAGE })
    yield* page
    if (page.length < WALK_PAGE) return
    await setImmediate()
  }
}

export function countItems(reader: Reader, dataset: DatasetId): number {
  return (
    reader.get<{ items: number }>('SELECT count(*) AS items FROM item WHERE dataset_id = :dataset', {
      dataset,
    })?.items ?? 0
  )
}

function toPositive(row: PositiveRow): Positive {
  return {
    id: row.id as ItemId,
    dataset: row.dataset_id as DatasetId,
    position: row.position,
    externalId: row.external_id,
    title: row.title,
    description: row.description,
    category: row.category,
    attributes: Attributes.parse(JSON.parse(row.attributes)),
    image: row.image_hash as MediaHash | null,
  }
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

/** A data set that is ready to be used. */
export function readReadyDataset(
  reader: Reader,
  dataset: DatasetId,
): { name: string; createdAt: number } | undefined {
  return reader.get<{ name: string; createdAt: number }>(
    `SELECT name, created_at AS createdAt FROM dataset WHERE id = :dataset AND state = 'ready'`,
    { dataset },
  )
}
