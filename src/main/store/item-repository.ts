import { setImmediate } from 'node:timers/promises'
import type {
  CatalogueAttribute,
  Item,
  ItemFilter,
  ItemSort,
  ItemSummary,
} from '#shared/contract/catalogue.ts'
import type { DatasetId, ItemId, MediaHash, ProposalId } from '#shared/contract/ids.ts'
import type { Parameter, Reader, Writer } from './database.ts'
import { SPLITS } from './interaction-repository.ts'
import { searchTerms } from './search-terms.ts'
import { decodeCatalogueAttributes } from './stored-json.ts'

export interface NewItem {
  position: number
  externalId: string
  title: string
  description: string
  category: string | null
  attributes: CatalogueAttribute[]
  image: MediaHash | null
  /** How many interactions of it will be written. */
  interactions: number
}

/** Adds items and makes them findable by text: all of them at once, which takes a third of the time of one by one. */
export function insertItems(writer: Writer, dataset: DatasetId, items: readonly NewItem[]): ItemId[] {
  return writer.transaction(() => {
    const ids = items.map((item) => insertItemRow(writer, dataset, item))
    writer.run(
      `INSERT INTO item_search (rowid, external_id, title, category, description, attributes)
       SELECT id, external_id, title, category, description, attributes FROM item
       WHERE dataset_id = :dataset AND id BETWEEN :first AND :last`,
      { dataset, first: ids[0] ?? 0, last: ids.at(-1) ?? -1 },
    )
    return ids
  })
}

export function insertItem(writer: Writer, dataset: DatasetId, item: NewItem): ItemId {
  const [id] = insertItems(writer, dataset, [item])
  if (id === undefined) throw new Error('an item was not written')
  return id
}

function insertItemRow(writer: Writer, dataset: DatasetId, item: NewItem): ItemId {
  const { lastId } = writer.run(
    `INSERT INTO item
       (dataset_id, position, external_id, title, description, category, attributes, image_hash, interactions)
     VALUES
       (:dataset, :position, :externalId, :title, :description, :category, :attributes, :image, :interactions)`,
    { dataset, ...item, attributes: JSON.stringify(item.attributes) },
  )
  return lastId as ItemId
}

interface SummaryRow {
  id: number
  external_id: string
  title: string
  category: string | null
  image_hash: string | null
  interactions: number
  proposals: number
  description_length: number
}

const SUMMARY_COLUMNS = `
  i.id, i.external_id, i.title, i.category, i.image_hash, i.interactions,
  (SELECT count(*) FROM genuine_proposal AS p WHERE p.item_id = i.id) AS proposals,
  length(i.description) AS description_length`

export interface ItemPage {
  dataset: DatasetId
  filter: ItemFilter
  sort: ItemSort
  offset: number
  limit: number
}

/** Rows follow each other in file order by position as by id, so that every sort is a walk along an index. */
const ORDER: Record<ItemSort, string> = {
  catalogue: 'i.position',
  title: 'i.title COLLATE NOCASE, i.id',
  'most-interactions': 'i.interactions DESC, i.id DESC',
  'fewest-interactions': 'i.interactions, i.id',
}

/** Items that the filter lets through: how many, and one page of them; ties are ordered by id. */
export function readItemPage(reader: Reader, page: ItemPage): { total: number; items: ItemSummary[] } {
  const where = whereOf(page.dataset, page.filter)
  if (where === undefined) return { total: 0, items: [] }
  const counted = reader.get<{ total: number }>(
    `SELECT count(*) AS total FROM item AS i WHERE ${where.sql}`,
    where.parameters,
  )
  // Ids first: what is skipped before the offset then never leaves the index.
  const ids = reader.all<{ id: number }>(
    `SELECT i.id FROM item AS i WHERE ${where.sql} ORDER BY ${ORDER[page.sort]} LIMIT :limit OFFSET :offset`,
    { ...where.parameters, limit: page.limit, offset: page.offset },
  )
  const items = ids.flatMap(({ id }) => {
    const row = reader.get<SummaryRow>(`SELECT ${SUMMARY_COLUMNS} FROM item AS i WHERE i.id = :id`, { id })
    return row === undefined ? [] : [toSummary(row)]
  })
  return { total: counted?.total ?? 0, items }
}

/** Undefined where nothing can match. */
function whereOf(
  dataset: DatasetId,
  filter: ItemFilter,
): { sql: string; parameters: Record<string, Parameter> } | undefined {
  const parts = ['i.dataset_id = :dataset']
  const parameters: Record<string, Parameter> = { dataset }
  if (filter.search !== undefined && filter.search.trim() !== '') {
    const match = searchTerms(filter.search)
    if (match === undefined) return undefined
    parts.push('i.id IN (SELECT rowid FROM item_search WHERE item_search MATCH :match)')
    parameters.match = match
  }
  if (filter.category !== undefined) {
    parts.push('i.category = :category')
    parameters.category = filter.category
  }
  if (filter.picture !== undefined) {
    parts.push(filter.picture === 'with' ? 'i.image_hash IS NOT NULL' : 'i.image_hash IS NULL')
  }
  if (filter.description !== undefined) {
    parts.push(filter.description === 'with' ? `i.description <> ''` : `i.description = ''`)
  }
  if (filter.proposals !== undefined) {
    const exists = 'EXISTS (SELECT 1 FROM genuine_proposal AS p WHERE p.item_id = i.id)'
    parts.push(filter.proposals === 'with' ? exists : `NOT ${exists}`)
  }
  return { sql: parts.join(' AND '), parameters }
}

interface DetailRow extends SummaryRow {
  dataset_id: number
  description: string
  attributes: string
  width: number | null
  height: number | null
  format: string | null
}

interface RecentRow {
  user: string
  rating: number | null
  timestamp: number | null
  split: number
}

/**
 * An item of a data set that is whole, with its 100 newest interactions (ties by user, newest first) and all of
 * its proposals, newest first.
 */
export function readItem(reader: Reader, item: ItemId): Item | undefined {
  const row = reader.get<DetailRow>(
    `SELECT ${SUMMARY_COLUMNS}, i.dataset_id, i.description, i.attributes, m.width, m.height, m.format
     FROM item AS i
     JOIN dataset AS d ON d.id = i.dataset_id AND d.state = 'ready'
     LEFT JOIN media AS m ON m.hash = i.image_hash
     WHERE i.id = :item`,
    { item },
  )
  if (row === undefined) return undefined
  const recent = reader.all<RecentRow>(
    `SELECT u.external_id AS user, n.rating, n.timestamp, n.split
     FROM (
       SELECT item_id, user_id FROM item_interaction WHERE item_id = :item
       ORDER BY timestamp DESC, user_id DESC LIMIT 100
     ) AS own
     JOIN user AS u ON u.id = own.user_id
     JOIN interaction AS n ON n.user_id = own.user_id AND n.item_id = own.item_id
     ORDER BY n.timestamp DESC, n.user_id DESC`,
    { item },
  )
  const proposals = reader.all<{ id: number }>(
    'SELECT id FROM genuine_proposal WHERE item_id = :item ORDER BY id DESC',
    { item },
  )
  const { width, height, format } = row
  return {
    ...toSummary(row),
    dataset: row.dataset_id as DatasetId,
    description: row.description,
    attributes: decodeCatalogueAttributes(row.attributes),
    imageSize: width === null || height === null || format === null ? null : { width, height, format },
    recentInteractions: recent.map(({ split, ...interaction }) => ({
      ...interaction,
      split: SPLITS[split] ?? 'train',
    })),
    proposalIds: proposals.map(({ id }) => id as ProposalId),
  }
}

/** The most frequent category first, then by name. */
export function readCategories(reader: Reader, dataset: DatasetId): { category: string; items: number }[] {
  return reader.all(
    `SELECT category, count(*) AS items FROM item
     WHERE dataset_id = :dataset AND category IS NOT NULL
     GROUP BY category
     ORDER BY items DESC, category`,
    { dataset },
  )
}

/** Of each item, by position. */
export function readItemCategories(reader: Reader, dataset: DatasetId): (string | null)[] {
  return reader
    .all<{ category: string | null }>(
      'SELECT category FROM item WHERE dataset_id = :dataset ORDER BY position',
      { dataset },
    )
    .map(({ category }) => category)
}

function toSummary(row: SummaryRow): ItemSummary {
  return {
    id: row.id as ItemId,
    externalId: row.external_id,
    title: row.title,
    category: row.category,
    image: row.image_hash as MediaHash | null,
    interactions: row.interactions,
    proposals: row.proposals,
    descriptionLength: row.description_length,
  }
}

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

const POSITIVE_COLUMNS =
  'id, dataset_id, position, external_id, title, description, category, attributes, image_hash'

export function readPositive(reader: Reader, item: ItemId): Positive | undefined {
  const row = reader.get<PositiveRow>(`SELECT ${POSITIVE_COLUMNS} FROM item WHERE id = :item`, { item })
  return row && toPositive(row)
}

/** The item of a row of the data set's matrices. */
export function readPositiveAt(reader: Reader, dataset: DatasetId, position: number): Positive | undefined {
  const row = reader.get<PositiveRow>(
    `SELECT ${POSITIVE_COLUMNS} FROM item WHERE dataset_id = :dataset AND position = :position`,
    { dataset, position },
  )
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
      `SELECT ${POSITIVE_COLUMNS} FROM item WHERE dataset_id = :dataset AND position >= :from
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
    attributes: decodeCatalogueAttributes(row.attributes),
    image: row.image_hash as MediaHash | null,
  }
}

/** Null where the data set has no such item, or it has no picture. */
export function readItemPicture(reader: Reader, dataset: DatasetId, externalId: string): MediaHash | null {
  const row = reader.get<{ image_hash: MediaHash | null }>(
    'SELECT image_hash FROM item WHERE dataset_id = :dataset AND external_id = :externalId',
    { dataset, externalId },
  )
  return row?.image_hash ?? null
}

/** The items of a data set by the ids of their source, in the order of their positions. */
export function readItemIds(reader: Reader, dataset: DatasetId): Map<string, ItemId> {
  const rows = reader.all<{ id: ItemId; external_id: string }>(
    'SELECT id, external_id FROM item WHERE dataset_id = :dataset ORDER BY position',
    { dataset },
  )
  return new Map(rows.map(({ id, external_id }) => [external_id, id]))
}
