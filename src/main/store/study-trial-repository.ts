import type { RunId, StudyId } from '#shared/contract/ids.ts'
import type { RunState } from '#shared/contract/runs.ts'
import { GridPoint, StudyPlan, type StudyStage } from '#shared/studies/plan.ts'
import type { Metrics } from '#shared/training/metrics.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson, decodeMetrics } from './stored-json.ts'

/** Which training of a study it is; no two are equal. */
export interface TrialKey {
  /** Position in the plan's list. */
  replication: number
  arm: string
  stage: StudyStage
  point: GridPoint
  seed: number
}

/** A training of a study that was put into the queue, with what its run came to. */
export interface StoredTrial extends TrialKey {
  run: RunId
  state: RunState
  attempts: number
  /** At the best epoch; null until there is one. */
  validation: Metrics | null
  /** Why its run failed. */
  error: string | null
  startedAt: number | null
  finishedAt: number | null
  trainedSeconds: number
}

/** Says which training of a study a new run is. */
export function insertTrial(writer: Writer, study: StudyId, { point, ...key }: TrialKey, run: RunId): void {
  writer.run(
    `INSERT INTO study_trial (study_id, replication, arm, stage, point, seed, run_id)
     VALUES (:study, :replication, :arm, :stage, :point, :seed, :run)`,
    { study, ...key, point: JSON.stringify(point), run },
  )
}

/** Has a training tried once more by another run. */
export function replaceTrialRun(writer: Writer, old: RunId, run: RunId): void {
  writer.run('UPDATE study_trial SET run_id = :run, attempts = attempts + 1 WHERE run_id = :old', {
    old,
    run,
  })
}

/** Counts one more attempt of the same run. */
export function countAttempt(writer: Writer, run: RunId): void {
  writer.run('UPDATE study_trial SET attempts = attempts + 1 WHERE run_id = :run', { run })
}

/** Forgets the attempts of failed trainings, so that they are tried again. */
export function forgetAttempts(writer: Writer, study: StudyId): void {
  writer.run(
    `UPDATE study_trial SET attempts = 0
     WHERE study_id = :study AND run_id IN (SELECT id FROM run WHERE state IN ('failed', 'stopped'))`,
    { study },
  )
}

interface TrialRow extends Omit<StoredTrial, 'run' | 'point' | 'validation' | 'trainedSeconds'> {
  run: number
  point: string
  validation: string | null
  trained: number
}

/** In the order in which they were put into the queue. */
export function readTrials(reader: Reader, study: StudyId): StoredTrial[] {
  return reader
    .all<TrialRow>(
      `SELECT t.replication, t.arm, t.stage, t.point, t.seed, t.attempts, r.id AS run, r.state, r.validation,
         r.error, r.started_at AS startedAt, r.finished_at AS finishedAt, r.trained_ms AS trained
       FROM study_trial AS t JOIN run AS r ON r.id = t.run_id
       WHERE t.study_id = :study ORDER BY r.id`,
      { study },
    )
    .map(({ run, point, validation, trained, ...row }) => ({
      ...row,
      run: run as RunId,
      point: decodeJson(GridPoint, point),
      validation: decodeMetrics(validation),
      trainedSeconds: trained / 1000,
    }))
}

export function countFinishedTrials(reader: Reader, study: StudyId): number {
  const counted = reader.get<{ finished: number }>(
    `SELECT count(*) AS finished FROM study_trial AS t JOIN run AS r ON r.id = t.run_id
     WHERE t.study_id = :study AND r.state = 'finished'`,
    { study },
  )
  return counted?.finished ?? 0
}

/** The plan of the study that a run is a training of; null for a run of nobody's study. */
export function readPlanOfRun(reader: Reader, run: RunId): StudyPlan | null {
  const row = reader.get<{ plan: string }>(
    `SELECT s.plan FROM study_trial AS t JOIN study AS s ON s.id = t.study_id WHERE t.run_id = :run`,
    { run },
  )
  return row === undefined ? null : decodeJson(StudyPlan, row.plan)
}

/** Id of the study that a run is a training of. */
export function readStudyOfRun(reader: Reader, run: RunId): StudyId | null {
  const row = reader.get<{ study_id: number }>('SELECT study_id FROM study_trial WHERE run_id = :run', {
    run,
  })
  return row === undefined ? null : (row.study_id as StudyId)
}
