import { z } from 'zod'
import type { DatasetId } from '#shared/contract/ids.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

/** The advice that a person wrote for a data set; undefined where nobody did. */
export function readAdvice(reader: Reader, dataset: DatasetId): string[] | undefined {
  const row = reader.get<{ lines: string }>('SELECT lines FROM advice WHERE dataset_id = :dataset', {
    dataset,
  })
  return row && decodeJson(z.array(z.string()), row.lines)
}

export function writeAdvice(
  writer: Writer,
  advice: { dataset: DatasetId; lines: readonly string[]; updatedAt: number },
): void {
  writer.run(
    `INSERT INTO advice (dataset_id, lines, updated_at) VALUES (:dataset, :lines, :updatedAt)
     ON CONFLICT DO UPDATE SET lines = excluded.lines, updated_at = excluded.updated_at`,
    { ...advice, lines: JSON.stringify(advice.lines) },
  )
}

export function removeAdvice(writer: Writer, dataset: DatasetId): void {
  writer.run('DELETE FROM advice WHERE dataset_id = :dataset', { dataset })
}

/** Something that curators did several times. */
export interface Repeated {
  /** As the newest one wrote it. */
  text: string
  count: number
  /** Of so many. */
  of: number
}

/** Reasons of rejections as they stand, alike apart from case. */
export function countReasons(reader: Reader, dataset: DatasetId): Repeated[] {
  return countWords(reader, dataset, 'd.reason')
}

/** Notes on rejections as they stand, alike apart from case. */
export function countRejectionNotes(reader: Reader, dataset: DatasetId): Repeated[] {
  return countWords(reader, dataset, 'd.note')
}

function countWords(reader: Reader, dataset: DatasetId, column: 'd.reason' | 'd.note'): Repeated[] {
  // Of a group, SQLite takes the text of the row that max() is from.
  return reader
    .all<Repeated & { newest: number }>(
      `SELECT text, count(*) AS count, total AS "of", max(id) AS newest FROM (
         SELECT trim(${column}) AS text, d.id, count(*) OVER () AS total
         FROM genuine_proposal_state AS s
         JOIN decision AS d ON d.id = s.decision_id
         WHERE s.dataset_id = :dataset AND s.state = 'rejected'
       )
       WHERE text <> ''
       GROUP BY lower(text)
       ORDER BY count(*) DESC, lower(text)`,
      { dataset },
    )
    .map(({ text, count, of }) => ({ text, count, of }))
}

/** Changed attributes that edits took back, of the edits of negatives that change them. */
export function countPutBack(reader: Reader, dataset: DatasetId): Repeated[] {
  return reader.all<Repeated>(
    `SELECT text, sum(back) AS count, count(*) AS "of" FROM (
       SELECT a.value ->> '$.name' AS text, NOT EXISTS (
         SELECT 1 FROM json_each(s.edited_content, '$.attributes') AS kept
         WHERE kept.value ->> '$.name' = a.value ->> '$.name'
           AND kept.value ->> '$.to' <> a.value ->> '$.from'
       ) AS back
       FROM genuine_proposal_state AS s, json_each(s.attributes) AS a
       WHERE s.dataset_id = :dataset AND s.state = 'edited'
     )
     GROUP BY text HAVING sum(back) > 0
     ORDER BY sum(back) DESC, text`,
    { dataset },
  )
}

/** Attributes that were all that a rejected negative changed, of all decided negatives that change nothing else. */
export function countRejectedAlone(reader: Reader, dataset: DatasetId): Repeated[] {
  return reader.all<Repeated>(
    `SELECT text, sum(rejected) AS count, count(*) AS "of" FROM (
       SELECT s.attributes ->> '$[0].name' AS text, s.state = 'rejected' AS rejected
       FROM genuine_proposal_state AS s
       WHERE s.dataset_id = :dataset AND s.state IN ('accepted', 'edited', 'rejected')
         AND json_array_length(s.attributes) = 1
     )
     GROUP BY text HAVING sum(rejected) > 0
     ORDER BY sum(rejected) DESC, text`,
    { dataset },
  )
}
