import { z } from 'zod'
import type { DatasetId, ItemId, JobId } from '#shared/contract/ids.ts'
import type { JobFailure, JobItem, JobItemState } from '#shared/contract/jobs.ts'
import type { GeneratorKind } from '#shared/generators/generator-options.ts'
import type { Reader, Writer } from './database.ts'
import { removeStepAnswers } from './step-answer-repository.ts'
import { generatorNameSql, generatorOptionSql } from './stored-job-options.ts'
import { decodeJson } from './stored-json.ts'

/** Which items the next job of a generator takes. */
export interface Candidates {
  dataset: DatasetId
  generator: GeneratorKind
  model: string
  /** Another seed asks for another negative of the same item. */
  seed: number
  limit: number
}

/** Whether a live job of the same generator, model and seed still has item `i` before it. */
const AWAITED = `EXISTS (
  SELECT 1
  FROM job AS j
  JOIN job_item AS w ON w.job_id = j.id AND w.item_id = i.id
  WHERE j.dataset_id = :dataset AND j.state IN ('running', 'paused') AND w.state IN ('waiting', 'leased')
    AND ${generatorNameSql('j')} = :generator
    AND coalesce(${generatorOptionSql('j', 'model')}, :model) = :model
    AND j.options ->> '$.seed' = :seed
)`

/**
 * Items, in catalogue order, that have no proposal of this generator, model and seed, and that no live job of
 * the same three still has before it.
 */
export function nextItems(reader: Reader, candidates: Candidates): ItemId[] {
  return reader
    .all<{ id: number }>(
      `SELECT i.id FROM item AS i
       WHERE i.dataset_id = :dataset
         AND NOT EXISTS (
           SELECT 1 FROM genuine_proposal AS p
           JOIN job AS made ON made.id = p.job_id
           WHERE p.item_id = i.id AND p.generator = :generator AND p.model = :model
             AND made.options ->> '$.seed' = :seed
         )
         AND NOT ${AWAITED}
       ORDER BY i.position
       LIMIT :limit`,
      { ...candidates },
    )
    .map((row) => row.id as ItemId)
}

/** Of the given items those that exist in the data set, in catalogue order, whether or not a live job awaits them. */
export function namedItems(
  reader: Reader,
  candidates: Candidates,
  items: readonly ItemId[],
): { item: ItemId; awaited: boolean }[] {
  const rows = reader.all<{ id: number; awaited: number }>(
    `SELECT i.id, ${AWAITED} AS awaited
     FROM item AS i
     WHERE i.dataset_id = :dataset AND i.id IN (SELECT value FROM json_each(:items))
     ORDER BY i.position`,
    {
      dataset: candidates.dataset,
      generator: candidates.generator,
      model: candidates.model,
      seed: candidates.seed,
      items: JSON.stringify(items),
    },
  )
  return rows.map((row) => ({ item: row.id as ItemId, awaited: row.awaited === 1 }))
}

/**
 * Takes the next waiting item for this engine.
 *
 * @param counts whether this is an attempt; one that waits for its turn is attempted only then (`countAttempt`)
 */
export function leaseNext(writer: Writer, job: JobId, instance: string, counts: boolean): ItemId | undefined {
  const row = writer.get<{ item_id: number }>(
    `UPDATE job_item SET state = 'leased', lease = :instance, attempts = attempts + :counted
     WHERE job_id = :job AND item_id = (
       SELECT item_id FROM job_item WHERE job_id = :job AND state = 'waiting' ORDER BY item_id LIMIT 1
     )
     RETURNING item_id`,
    { job, instance, counted: counts ? 1 : 0 },
  )
  return row && (row.item_id as ItemId)
}

/** Counts one more attempt at an item that is leased already. */
export function countAttempt(writer: Writer, job: JobId, item: ItemId): void {
  writer.run(`UPDATE job_item SET attempts = attempts + 1 WHERE job_id = :job AND item_id = :item`, {
    job,
    item,
  })
}

/** How many attempts at an item are counted, those of engines that are gone included; undefined where its job is gone. */
export function readAttempts(reader: Reader, job: JobId, item: ItemId): number | undefined {
  return reader.get<{ attempts: number }>(
    'SELECT attempts FROM job_item WHERE job_id = :job AND item_id = :item',
    { job, item },
  )?.attempts
}

const RELEASE = `
  UPDATE job_item
  SET state = 'waiting', lease = NULL,
    attempts = max(0, attempts - (item_id IN (SELECT value FROM json_each(:counted))))
  WHERE job_id = :job AND state = 'leased' AND lease = :instance`

/**
 * Puts an item back that was not worked on to its end.
 *
 * @param counted whether this lease counted an attempt, which is taken back
 */
export function releaseLease(
  writer: Writer,
  job: JobId,
  item: ItemId,
  instance: string,
  counted: boolean,
): void {
  const taken = JSON.stringify(counted ? [item] : [])
  writer.run(`${RELEASE} AND item_id = :item`, { job, item, instance, counted: taken })
}

/**
 * Puts all items of a job back that this engine holds.
 *
 * @param counted those whose lease counted an attempt, which is taken back
 */
export function releaseLeases(writer: Writer, job: JobId, instance: string, counted: Iterable<ItemId>): void {
  writer.run(RELEASE, { job, instance, counted: JSON.stringify([...counted]) })
}

/**
 * Puts back what engines that are gone had leased. An item that was being worked on at `limit` such ends is
 * taken for their cause and fails, so that it cannot crash the studio again and again.
 */
export function releaseForeignLeases(
  writer: Writer,
  instance: string,
  limit: number,
  error: string,
  at: number,
): void {
  writer.transaction(() => {
    const orphaned = `state = 'leased' AND lease <> :instance AND job_id IN (SELECT id FROM job)`
    const failed = writer.all<{ job_id: number; item_id: number }>(
      `UPDATE job_item SET state = 'failed', lease = NULL, error = :error, finished_at = :at
       WHERE ${orphaned} AND attempts >= :limit
       RETURNING job_id, item_id`,
      { instance, limit, error, at },
    )
    for (const row of failed) removeStepAnswers(writer, row.job_id as JobId, row.item_id as ItemId)
    writer.run(`UPDATE job_item SET state = 'waiting', lease = NULL WHERE ${orphaned}`, { instance })
  })
}

/** Whether this engine still holds the item; another may have taken it over after a sleep. */
export function finishLease(
  writer: Writer,
  job: JobId,
  item: ItemId,
  instance: string,
  finishedAt: number,
): boolean {
  const { changes } = writer.run(
    `UPDATE job_item SET state = 'done', lease = NULL, error = NULL, answers = NULL, finished_at = :finishedAt
     WHERE job_id = :job AND item_id = :item AND state = 'leased' AND lease = :instance`,
    { job, item, instance, finishedAt },
  )
  if (changes === 1) removeStepAnswers(writer, job, item)
  return changes === 1
}

export function failLease(
  writer: Writer,
  job: JobId,
  item: ItemId,
  instance: string,
  failure: { error: string; answers: readonly string[]; finishedAt: number },
): void {
  writer.transaction(() => {
    const { changes } = writer.run(
      `UPDATE job_item
     SET state = 'failed', lease = NULL, error = :error, answers = :answers, finished_at = :finishedAt
     WHERE job_id = :job AND item_id = :item AND state = 'leased' AND lease = :instance`,
      { job, item, instance, ...failure, answers: JSON.stringify(failure.answers) },
    )
    if (changes === 1) removeStepAnswers(writer, job, item)
  })
}

/** Items of a job that still wait. */
export function countWaiting(reader: Reader, job: JobId): number {
  return (
    reader.get<{ waiting: number }>(
      `SELECT count(*) AS waiting FROM job_item WHERE job_id = :job AND state = 'waiting'`,
      { job },
    )?.waiting ?? 0
  )
}

/** Makes failed items wait again, with all their attempts before them. Answers how many there were. */
export function retryFailedItems(writer: Writer, job: JobId): number {
  return writer.run(
    `UPDATE job_item SET state = 'waiting', attempts = 0, error = NULL, answers = NULL, finished_at = NULL
     WHERE job_id = :job AND state = 'failed'`,
    { job },
  ).changes
}

/** Every item of a job, in catalogue order. */
export function listJobItems(reader: Reader, job: JobId): JobItem[] {
  const rows = reader.all<{
    item_id: number
    external_id: string
    title: string
    state: JobItemState
    attempts: number
  }>(
    `SELECT w.item_id, i.external_id, i.title, w.state, w.attempts
     FROM job_item AS w JOIN item AS i ON i.id = w.item_id
     WHERE w.job_id = :job
     ORDER BY i.position`,
    { job },
  )
  return rows.map((row) => ({
    item: row.item_id as ItemId,
    externalId: row.external_id,
    title: row.title,
    state: row.state,
    attempts: row.attempts,
  }))
}

const Answers = z.array(z.string())

/** Failed items of a job, in catalogue order. */
export function listFailures(reader: Reader, job: JobId): JobFailure[] {
  const rows = reader.all<{
    item_id: number
    external_id: string
    title: string
    attempts: number
    error: string | null
    answers: string | null
  }>(
    `SELECT w.item_id, i.external_id, i.title, w.attempts, w.error, w.answers
     FROM job_item AS w JOIN item AS i ON i.id = w.item_id
     WHERE w.job_id = :job AND w.state = 'failed'
     ORDER BY i.position`,
    { job },
  )
  return rows.map((row) => ({
    item: row.item_id as ItemId,
    externalId: row.external_id,
    title: row.title,
    attempts: row.attempts,
    error: row.error ?? '',
    answers: row.answers === null ? [] : decodeJson(Answers, row.answers),
  }))
}
