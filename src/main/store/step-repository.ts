import type { Annotator, DatasetId, StepId } from '#shared/contract/ids.ts'
import type { StepKind } from '#shared/contract/review.ts'
import type { Reader, Writer } from './database.ts'

/** One act of one person, before it has an id. */
export interface NewStep {
  annotator: Annotator
  kind: StepKind
  /** The step that this one takes back or brings back; null where it decides something itself. */
  target: StepId | null
  dataset: DatasetId | null
  /** How many decisions it makes, or concerns. */
  decisions: number
  /** Milliseconds on screen before the decision. */
  dwell: number | null
  createdAt: number
}

export interface Step extends NewStep {
  id: StepId
  /** Whether it counts: it was not taken back, or brought back since. */
  standing: boolean
}

export function insertStep(writer: Writer, step: NewStep): StepId {
  const { lastId } = writer.run(
    `INSERT INTO step (annotator, kind, target, dataset_id, decisions, dwell, created_at)
     VALUES (:annotator, :kind, :target, :dataset, :decisions, :dwell, :createdAt)`,
    { ...step },
  )
  return lastId as StepId
}

export function setStepStanding(writer: Writer, step: StepId, standing: boolean): void {
  writer.run('UPDATE step SET standing = :standing WHERE id = :step', { step, standing: standing ? 1 : 0 })
}

interface StepRow {
  id: number
  annotator: string
  kind: StepKind
  target: number | null
  standing: number
  dataset_id: number | null
  decisions: number
  dwell: number | null
  created_at: number
}

const COLUMNS =
  's.id, s.annotator, s.kind, s.target, s.standing, s.dataset_id, s.decisions, s.dwell, s.created_at'

/** Undefined where it does not exist. */
export function readStep(reader: Reader, step: StepId): Step | undefined {
  const row = reader.get<StepRow>(`SELECT ${COLUMNS} FROM step AS s WHERE s.id = :step`, { step })
  return row && toStep(row)
}

/** The annotator's newest act that stands and that undo can take back; of a data set where one is given. */
export function findNewestAct(
  reader: Reader,
  annotator: Annotator,
  dataset: DatasetId | null,
): Step | undefined {
  const row = reader.get<StepRow>(
    `SELECT ${COLUMNS}
     FROM step AS s
     WHERE s.annotator = :annotator AND s.standing = 1 AND s.dataset_id IS NOT NULL
       AND s.kind IN ('decide', 'bulk', 'revert')
       AND (:dataset IS NULL OR s.dataset_id = :dataset)
     ORDER BY s.id DESC
     LIMIT 1`,
    { annotator, dataset },
  )
  return row && toStep(row)
}

/**
 * The annotator's newest undo that nothing has brought back, as long as they did nothing else since: doing something new
 * after an undo leaves nothing to redo.
 */
export function findNewestUndo(
  reader: Reader,
  annotator: Annotator,
  dataset: DatasetId | null,
): Step | undefined {
  const row = reader.get<StepRow>(
    `SELECT ${COLUMNS}
     FROM step AS s
     JOIN step AS taken ON taken.id = s.target
     WHERE s.annotator = :annotator AND s.standing = 1 AND s.dataset_id IS NOT NULL
       AND s.kind = 'undo' AND taken.kind <> 'attributes'
       AND (:dataset IS NULL OR s.dataset_id = :dataset)
     ORDER BY s.id DESC
     LIMIT 1`,
    { annotator, dataset },
  )
  if (row === undefined) return undefined
  const since = reader.get<{ id: number }>(
    `SELECT s.id
     FROM step AS s
     WHERE s.annotator = :annotator AND s.id > :undo
       AND s.kind IN ('decide', 'bulk', 'revert')
       AND (:dataset IS NULL OR s.dataset_id = :dataset)
     LIMIT 1`,
    { annotator, dataset, undo: row.id },
  )
  return since === undefined ? toStep(row) : undefined
}

export interface StepFilter {
  dataset: DatasetId
  annotator?: Annotator | undefined
  kinds?: readonly StepKind[] | undefined
  standing?: boolean | undefined
}

/** Newest first, those before a step where one is given; steps on attributes are not among them. */
export function listSteps(
  reader: Reader,
  filter: StepFilter,
  page: { before: StepId | null; limit: number },
): Step[] {
  return reader
    .all<StepRow>(
      `SELECT ${COLUMNS}
       FROM step AS s
       LEFT JOIN step AS t ON t.id = s.target
       WHERE s.dataset_id = :dataset
         AND s.kind <> 'attributes' AND coalesce(t.kind, '') <> 'attributes'
         AND (:before IS NULL OR s.id < :before)
         AND (:annotator IS NULL OR s.annotator = :annotator)
         AND (:standing IS NULL OR s.standing = :standing)
         AND (:kinds IS NULL OR s.kind IN (SELECT value FROM json_each(:kinds)))
       ORDER BY s.id DESC
       LIMIT :limit`,
      {
        dataset: filter.dataset,
        annotator: filter.annotator ?? null,
        standing: filter.standing === undefined ? null : filter.standing ? 1 : 0,
        kinds: filter.kinds === undefined ? null : JSON.stringify(filter.kinds),
        before: page.before,
        limit: page.limit,
      },
    )
    .map(toStep)
}

function toStep(row: StepRow): Step {
  return {
    id: row.id as StepId,
    annotator: row.annotator as Annotator,
    kind: row.kind,
    target: row.target as StepId | null,
    standing: row.standing === 1,
    dataset: row.dataset_id as DatasetId | null,
    decisions: row.decisions,
    dwell: row.dwell,
    createdAt: row.created_at,
  }
}
