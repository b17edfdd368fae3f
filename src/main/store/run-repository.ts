import { z } from 'zod'
import { assertNever } from '#shared/assert-never.ts'
import type { DatasetId, RunId, SnapshotId, StudyId } from '#shared/contract/ids.ts'
import { type Run, type RunLabels, type RunSelection, type RunState, RunTag } from '#shared/contract/runs.ts'
import type { SnapshotContent } from '#shared/contract/snapshots.ts'
import { snapshotLabel } from '#shared/snapshot-label.ts'
import type { StudyStage } from '#shared/studies/plan.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { StoredTrainConfig, storedConfig } from '#shared/training/upgrade-config.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson, decodeMetrics } from './stored-json.ts'

type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never

/** A run as the store knows it; its name is derived from the rest, and its folder says whether it can go on. */
export type StoredRun = DistributiveOmit<Run, 'name' | 'resumable'>

export interface NewRun {
  dataset: DatasetId
  snapshot: SnapshotId | null
  config: TrainConfig
  /** Of the studio. */
  version: string
  createdAt: number
}

const RunTags = z.array(RunTag)

/** A new queued run. */
export function insertRun(writer: Writer, run: NewRun): RunId {
  const { lastId } = writer.run(
    `INSERT INTO run (dataset_id, snapshot_id, config, state, version, created_at)
     VALUES (:dataset, :snapshot, :config, 'queued', :version, :createdAt)`,
    { ...run, config: JSON.stringify(storedConfig(run.config)) },
  )
  return lastId as RunId
}

interface RunRow {
  id: number
  dataset_id: number
  dataset_name: string
  snapshot_id: number | null
  snapshot_name: string | null
  snapshot_which: SnapshotContent | null
  config: string
  study_id: number | null
  study_name: string | null
  study_arm: string | null
  study_stage: StudyStage | null
  name: string | null
  tags: string
  notes: string
  state: RunState
  stop_requested: number
  version: string
  created_at: number
  started_at: number | null
  finished_at: number | null
  trained_ms: number
  training_since: number | null
  backend: string | null
  device: string | null
  reason: string | null
  epoch: number
  loss: number | null
  best_epoch: number | null
  seconds_per_epoch: number | null
  validation: string | null
  test: string | null
  error: string | null
}

const SELECT_RUN = `
  SELECT r.*, d.name AS dataset_name, s.name AS snapshot_name, s.which AS snapshot_which,
    t.study_id, study.name AS study_name, t.arm AS study_arm, t.stage AS study_stage
  FROM run AS r
  JOIN dataset AS d ON d.id = r.dataset_id
  LEFT JOIN snapshot AS s ON s.id = r.snapshot_id
  LEFT JOIN study_trial AS t ON t.run_id = r.id
  LEFT JOIN study ON study.id = t.study_id`

export function readRun(reader: Reader, run: RunId): StoredRun | undefined {
  const row = reader.get<RunRow>(`${SELECT_RUN} WHERE r.id = :run`, { run })
  return row && toRun(row)
}

/** Newest first. */
export function listRuns(reader: Reader, { dataset, study, states }: RunSelection): StoredRun[] {
  return reader
    .all<RunRow>(
      `${SELECT_RUN}
       WHERE (:dataset IS NULL OR r.dataset_id = :dataset)
         AND CASE :study WHEN 'any' THEN true WHEN 'none' THEN t.study_id IS NULL ELSE t.study_id = :study END
         AND (:states IS NULL OR r.state IN (SELECT value FROM json_each(:states)))
       ORDER BY r.id DESC`,
      {
        dataset: dataset ?? null,
        study: study ?? 'any',
        states: states === undefined ? null : JSON.stringify(states),
      },
    )
    .map(toRun)
}

/** The runs that learned from a snapshot, or will, newest first. */
export function listRunsOfSnapshot(reader: Reader, snapshot: SnapshotId): StoredRun[] {
  return reader
    .all<RunRow>(`${SELECT_RUN} WHERE r.snapshot_id = :snapshot ORDER BY r.id DESC`, { snapshot })
    .map(toRun)
}

/** Ids of the runs in a state, oldest first. */
export function listRunsInState(reader: Reader, state: RunState): RunId[] {
  return reader
    .all<{ id: number }>('SELECT id FROM run WHERE state = :state ORDER BY id', { state })
    .map((row) => row.id as RunId)
}

/** Runs that wait, oldest first, and which of them are trainings of a study. */
export function listQueuedRuns(reader: Reader): { run: RunId; ofStudy: boolean }[] {
  return reader
    .all<{ id: number; of_study: number }>(
      `SELECT r.id, t.run_id IS NOT NULL AS of_study
       FROM run AS r LEFT JOIN study_trial AS t ON t.run_id = r.id
       WHERE r.state = 'queued' ORDER BY r.id`,
    )
    .map((row) => ({ run: row.id as RunId, ofStudy: row.of_study === 1 }))
}

/** Sets the labels that are given. */
export function setRunLabels(
  writer: Writer,
  run: RunId,
  labels: { [Name in keyof RunLabels]?: RunLabels[Name] | undefined },
): void {
  writer.transaction(() => {
    if (labels.customName !== undefined) {
      writer.run('UPDATE run SET name = :name WHERE id = :run', { run, name: labels.customName })
    }
    if (labels.tags !== undefined) {
      const tags = JSON.stringify([...new Set(labels.tags)])
      writer.run('UPDATE run SET tags = :tags WHERE id = :run', { run, tags })
    }
    if (labels.notes !== undefined) {
      writer.run('UPDATE run SET notes = :notes WHERE id = :run', { run, notes: labels.notes })
    }
  })
}

export function deleteRun(writer: Writer, run: RunId): void {
  writer.transaction(() => {
    writer.run('DELETE FROM hardness WHERE run_id = :run', { run })
    writer.run('DELETE FROM run WHERE id = :run', { run })
  })
}

function toRun(row: RunRow): StoredRun {
  return { ...toCommon(row), ...toStateOf(row) }
}

function toCommon(row: RunRow) {
  return {
    id: row.id as RunId,
    dataset: row.dataset_id as DatasetId,
    datasetName: row.dataset_name,
    snapshot: row.snapshot_id as SnapshotId | null,
    snapshotName:
      row.snapshot_name === null || row.snapshot_which === null
        ? null
        : snapshotLabel({ name: row.snapshot_name, which: row.snapshot_which }),
    config: decodeJson(StoredTrainConfig, row.config),
    study: studyOf(row),
    customName: row.name,
    tags: decodeJson(RunTags, row.tags),
    notes: row.notes,
    createdAt: row.created_at,
    startedAt: row.started_at,
    trainedSeconds: row.trained_ms / 1000,
    backend: row.backend,
    device: row.device,
    reason: row.reason,
    epoch: row.epoch,
    loss: row.loss,
    bestEpoch: row.best_epoch,
    secondsPerEpoch: row.seconds_per_epoch,
    validation: decodeMetrics(row.validation),
    version: row.version,
  }
}

function studyOf({ study_id, study_name, study_arm, study_stage }: RunRow): Run['study'] {
  if (study_id === null || study_name === null || study_arm === null || study_stage === null) return null
  return { id: study_id as StudyId, name: study_name, arm: study_arm, stage: study_stage }
}

/** What a run has by its state alone. */
function toStateOf(row: RunRow) {
  const { state } = row
  const finishedAt = row.finished_at ?? row.created_at
  switch (state) {
    case 'queued':
      return { state, stopRequested: row.stop_requested === 1 }
    case 'running':
      return { state, stopRequested: row.stop_requested === 1, trainingSince: row.training_since }
    case 'paused':
      return { state, explanation: row.error }
    case 'finished':
      return { state, finishedAt, test: decodeMetrics(row.test) }
    case 'stopped':
      return { state, finishedAt, test: decodeMetrics(row.test), explanation: row.error }
    case 'failed':
      return { state, finishedAt, error: row.error ?? 'It failed; its log says why.' }
    default:
      return assertNever(state)
  }
}
