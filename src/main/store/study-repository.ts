import type { DatasetId, StudyId } from '#shared/contract/ids.ts'
import type { StudyState } from '#shared/contract/studies.ts'
import { STUDY_TRANSITIONS, type StudyEvent } from '#shared/studies/life-cycle.ts'
import { StudyPlan } from '#shared/studies/plan.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

export interface NewStudy {
  name: string
  plan: StudyPlan
  hash: string
  /** Of the studio. */
  version: string
  createdAt: number
}

/** A new queued study. */
export function insertStudy(writer: Writer, { plan, ...study }: NewStudy): StudyId {
  return writer.transaction(() => {
    const { lastId } = writer.run(
      `INSERT INTO study (name, plan, hash, state, version, created_at)
       VALUES (:name, :plan, :hash, 'queued', :version, :createdAt)`,
      { ...study, plan: JSON.stringify(plan) },
    )
    for (const [position, { dataset }] of plan.replications.entries()) {
      writer.run(
        `INSERT INTO study_replication (study_id, position, dataset_id)
         VALUES (:study, :position, :dataset)`,
        { study: lastId, position, dataset },
      )
    }
    return lastId as StudyId
  })
}

/** A study as the store knows it; its progress is told by its trials. */
export interface StoredStudy {
  id: StudyId
  name: string
  plan: StudyPlan
  hash: string
  state: StudyState
  explanation: string | null
  conclusion: string | null
  version: string
  createdAt: number
  startedAt: number | null
  finishedAt: number | null
}

interface StudyRow extends Omit<StoredStudy, 'id' | 'plan'> {
  id: number
  plan: string
}

const SELECT_STUDY = `
  SELECT id, name, plan, hash, state, explanation, conclusion, version,
    created_at AS createdAt, started_at AS startedAt, finished_at AS finishedAt
  FROM study`

export function readStudy(reader: Reader, study: StudyId): StoredStudy | undefined {
  const row = reader.get<StudyRow>(`${SELECT_STUDY} WHERE id = :study`, { study })
  return row && toStudy(row)
}

/** Newest first; with every study that has the data set as a replication where one is named. */
export function listStudies(reader: Reader, dataset: DatasetId | null): StoredStudy[] {
  return reader
    .all<StudyRow>(
      `${SELECT_STUDY}
       WHERE :dataset IS NULL
         OR EXISTS (SELECT 1 FROM study_replication WHERE study_id = study.id AND dataset_id = :dataset)
       ORDER BY id DESC`,
      { dataset },
    )
    .map(toStudy)
}

export function listStudiesInState(reader: Reader, state: StudyState): StudyId[] {
  return reader
    .all<{ id: number }>('SELECT id FROM study WHERE state = :state ORDER BY id', { state })
    .map((row) => row.id as StudyId)
}

/** Names of the studies that have the data set as a replication. */
export function readStudyNames(reader: Reader, dataset: DatasetId): string[] {
  return reader
    .all<{ name: string }>(
      `SELECT DISTINCT s.name FROM study AS s JOIN study_replication AS r ON r.study_id = s.id
       WHERE r.dataset_id = :dataset ORDER BY s.id`,
      { dataset },
    )
    .map((row) => row.name)
}

/** By position in the plan. */
export function readReplications(reader: Reader, study: StudyId): { id: DatasetId; name: string }[] {
  return reader
    .all<{ id: number; name: string }>(
      `SELECT d.id, d.name FROM study_replication AS r JOIN dataset AS d ON d.id = r.dataset_id
       WHERE r.study_id = :study ORDER BY r.position`,
      { study },
    )
    .map((row) => ({ id: row.id as DatasetId, name: row.name }))
}

export function studyNameTaken(reader: Reader, name: string): boolean {
  return reader.get('SELECT 1 FROM study WHERE name = :name', { name }) !== undefined
}

export function renameStudy(writer: Writer, study: StudyId, name: string): void {
  writer.run('UPDATE study SET name = :name WHERE id = :study', { study, name })
}

/**
 * Moves a study to the state that an event leads to. A study that is gone is left alone.
 *
 * @param change the sentence beside the state, and when the event happened
 * @throws Error when the event cannot happen in the study's state, which is a bug of the caller
 */
export function moveStudy(
  writer: Writer,
  study: StudyId,
  event: StudyEvent,
  change: { explanation: string | null; at: number },
): void {
  const { from, to } = STUDY_TRANSITIONS[event]
  const states = from.map((state) => `'${state}'`).join(', ')
  const ended = to === 'finished' || to === 'stopped' || to === 'failed'
  const { changes } = writer.run(
    `UPDATE study SET state = :to, explanation = :explanation, finished_at = :finishedAt,
       started_at = coalesce(started_at, :startedAt)
     WHERE id = :study AND state IN (${states})`,
    {
      study,
      to,
      explanation: change.explanation,
      finishedAt: ended ? change.at : null,
      startedAt: to === 'running' ? change.at : null,
    },
  )
  if (changes > 0) return
  const now = writer.get<{ state: StudyState }>('SELECT state FROM study WHERE id = :study', { study })
  if (now !== undefined)
    throw new Error(`Study ${study} is ${now.state}, so the event ${event} cannot happen.`)
}

/** Writes down what a finished study found. */
export function recordConclusion(writer: Writer, study: StudyId, conclusion: string): void {
  writer.run('UPDATE study SET conclusion = :conclusion WHERE id = :study', { study, conclusion })
}

/** With its trials; their runs stay. */
export function deleteStudy(writer: Writer, study: StudyId): void {
  writer.run('DELETE FROM study WHERE id = :study', { study })
}

function toStudy({ id, plan, ...row }: StudyRow): StoredStudy {
  return { ...row, id: id as StudyId, plan: decodeJson(StudyPlan, plan) }
}
