import type { DatasetId } from '#shared/contract/ids.ts'
import type { Reader } from './database.ts'

/** Fewer items say too little of what there is. */
export const FEWEST_ITEMS = 30
/** Hits over the whole workspace that are looked at; a value with more is common. */
const MOST_HITS = 2_000

/**
 * Whether any of some wordings stands in the text or the attributes of an item of the category, or of the data set where
 * the category is small or none. By whole words, apart from case and accents.
 *
 * @returns null where there are too few items to tell
 */
export function isSaid(
  reader: Reader,
  { dataset, category }: { dataset: DatasetId; category: string | null },
  wordings: readonly string[],
): boolean | null {
  const inCategory = category !== null && hasEnough(reader, dataset, category)
  if (!inCategory && !hasEnough(reader, dataset, null)) return null
  const phrases = wordings.map((wording) => `"${wording.replaceAll('\0', ' ').replaceAll('"', '""')}"`)
  const row = reader.get<{ said: number; hits: number }>(
    `WITH hit AS MATERIALIZED (SELECT rowid AS id FROM item_search WHERE item_search MATCH :match LIMIT :most)
     SELECT (SELECT count(*) FROM hit) AS hits, EXISTS (
       SELECT 1 FROM hit JOIN item AS i ON i.id = hit.id
       WHERE i.dataset_id = :dataset AND (:category IS NULL OR i.category = :category)
     ) AS said`,
    {
      match: `{title category description attributes} : (${phrases.join(' OR ')})`,
      most: MOST_HITS,
      dataset,
      category: inCategory ? category : null,
    },
  )
  return row === undefined || row.said === 1 || row.hits === MOST_HITS
}

function hasEnough(reader: Reader, dataset: DatasetId, category: string | null): boolean {
  const row = reader.get<{ count: number }>(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM item WHERE dataset_id = :dataset ${category === null ? '' : 'AND category = :category'} LIMIT :fewest
     )`,
    { dataset, fewest: FEWEST_ITEMS, ...(category !== null && { category }) },
  )
  return row !== undefined && row.count === FEWEST_ITEMS
}
