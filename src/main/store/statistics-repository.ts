import { setImmediate } from 'node:timers/promises'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Reader } from './database.ts'

/** How often a value occurs; ascending by value. */
export interface Occurrence {
  value: number
  count: number
}

export function readInteractionsPerUser(reader: Reader, dataset: DatasetId): Occurrence[] {
  return reader.all(
    `SELECT value, count(*) AS count
     FROM (
       SELECT count(*) AS value
       FROM user AS u JOIN interaction AS n ON n.user_id = u.id
       WHERE u.dataset_id = :dataset
       GROUP BY u.id
     )
     GROUP BY value ORDER BY value`,
    { dataset },
  )
}

export function readInteractionsPerItem(reader: Reader, dataset: DatasetId): Occurrence[] {
  return reader.all(
    `SELECT interactions AS value, count(*) AS count FROM item
     WHERE dataset_id = :dataset
     GROUP BY interactions ORDER BY interactions`,
    { dataset },
  )
}

export function readRatings(reader: Reader, dataset: DatasetId): Occurrence[] {
  return reader.all(
    `SELECT n.rating AS value, count(*) AS count
     FROM user AS u JOIN interaction AS n ON n.user_id = u.id
     WHERE u.dataset_id = :dataset AND n.rating IS NOT NULL
     GROUP BY n.rating ORDER BY n.rating`,
    { dataset },
  )
}

export function readAbsences(
  reader: Reader,
  dataset: DatasetId,
): { withoutPicture: number; withoutDescription: number; withoutInteractions: number } {
  const row = reader.get<{
    withoutPicture: number
    withoutDescription: number
    withoutInteractions: number
  }>(
    `SELECT count(*) FILTER (WHERE image_hash IS NULL) AS withoutPicture,
            count(*) FILTER (WHERE description = '') AS withoutDescription,
            count(*) FILTER (WHERE interactions = 0) AS withoutInteractions
     FROM item WHERE dataset_id = :dataset`,
    { dataset },
  )
  return row ?? { withoutPicture: 0, withoutDescription: 0, withoutInteractions: 0 }
}

const ITEMS_AT_ONCE = 2000

/** Words of title and description together, as white space separates them. */
export async function readWordCounts(reader: Reader, dataset: DatasetId): Promise<Occurrence[]> {
  const counts = new Map<number, number>()
  for (let from = 0; ; from += ITEMS_AT_ONCE) {
    const rows = reader.all<{ text: string }>(
      `SELECT title || ' ' || description AS text FROM item
       WHERE dataset_id = :dataset AND position >= :from AND position < :to`,
      { dataset, from, to: from + ITEMS_AT_ONCE },
    )
    for (const { text } of rows) {
      const words = text.match(/\S+/g)?.length ?? 0
      counts.set(words, (counts.get(words) ?? 0) + 1)
    }
    if (rows.length < ITEMS_AT_ONCE) break
    await setImmediate()
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => a.value - b.value)
}
