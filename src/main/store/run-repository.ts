import type { DatasetId, RunId, SnapshotId } from '#shared/contract/ids.ts'
import type { Run, RunEpoch, RunState } from '#shared/contract/runs.ts'
import { TrainConfig } from '#shared/training/config.ts'
import { Metrics } from '#shared/training/metrics.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

/** A run as the store knows it; its name is told from the rest, and its folder says whether it can go on. */
export type StoredRun = Omit<Run, 'name' | 'resumable'>

export interface NewRun {
  dataset: DatasetId
  snapshot: SnapshotId | null
  config: TrainConfig
  /** Of the studio. */
  version: string
  createdAt: number
}

/** A new queued run. */
export function insertRun(writer: Writer, run: NewRun): RunId {
  const { lastId } = writer.run(
    `INSERT INTO run (dataset_id, snapshot_id, config, state, version, created_at)
     VALUES (:dataset, :snapshot, :config, 'queued', :version, :createdAt)`,
    { ...run, config: JSON.stringify(run.config) },
  )
  return lastId as RunId
}

interface RunRow {
  id: number
  dataset_id: number
  dataset_name: string
  snapshot_id: number | null
  snapshot_name: string | null
  config: string
  state: RunState
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
  SELECT r.*, d.name AS dataset_name, s.name AS snapshot_name
  FROM run AS r
  JOIN dataset AS d ON d.id = r.dataset_id
  LEFT JOIN snapshot AS s ON s.id = r.snapshot_id`

export function readRun(reader: Reader, run: RunId): StoredRun | undefined {
  const row = reader.get<RunRow>(`${SELECT_RUN} WHERE r.id = :run`, { run })
  return row && toRun(row)
}

/** Newest first; of all data sets where none is named. */
export function listRuns(reader: Reader, dataset: DatasetId | null): StoredRun[] {
  return reader
    .all<RunRow>(`${SELECT_RUN} WHERE :dataset IS NULL OR r.dataset_id = :dataset ORDER BY r.id DESC`, {
      dataset,
    })
    .map(toRun)
}

/** Ids of the runs in a state, oldest first. */
export function listRunsInState(reader: Reader, state: RunState): RunId[] {
  return reader
    .all<{ id: number }>('SELECT id FROM run WHERE state = :state ORDER BY id', { state })
    .map((row) => row.id as RunId)
}

/** Carries the time trained over until a moment; until the last such moment where `at` is null. */
const KEEP_TIME = 'trained_ms = trained_ms + coalesce(max(0, :at - training_since), 0)'

/** Takes a run off the queue. */
export function markRunning(writer: Writer, run: RunId, startedAt: number): void {
  writer.run(
    `UPDATE run SET state = 'running', started_at = coalesce(started_at, :startedAt) WHERE id = :run`,
    { run, startedAt },
  )
}

/** Puts a run (back) into the queue; what it has trained stays. */
export function markQueued(writer: Writer, run: RunId): void {
  writer.run(
    `UPDATE run SET state = 'queued', error = NULL, finished_at = NULL, training_since = NULL WHERE id = :run`,
    { run },
  )
}

/** @param at when its trainer ended; null where nobody knows */
export function markPaused(writer: Writer, run: RunId, error: string | null, at: number | null): void {
  writer.run(
    `UPDATE run SET state = 'paused', error = :error, ${KEEP_TIME}, training_since = NULL WHERE id = :run`,
    { run, error, at },
  )
}

/** What a trainer says as it begins. */
export interface TrainingStart {
  backend: string
  device: string
  /** Why that backend; null keeps what was said when the run began. */
  reason: string | null
  /** Epochs behind the checkpoint that it goes on from; later ones are reported again. */
  epochsDone: number
  at: number
}

/** Where the run computes, and its series cut back to where its trainer goes on. */
export function beginTraining(writer: Writer, run: RunId, start: TrainingStart): void {
  const { epochsDone, ...rest } = start
  writer.transaction(() => {
    writer.run('DELETE FROM run_epoch WHERE run_id = :run AND epoch > :epochsDone', { run, epochsDone })
    writer.run(
      `UPDATE run SET backend = :backend, device = :device, reason = coalesce(:reason, reason), training_since = :at,
         epoch = coalesce((SELECT max(epoch) FROM run_epoch WHERE run_id = :run), 0),
         loss = (SELECT loss FROM run_epoch WHERE run_id = :run ORDER BY epoch DESC LIMIT 1),
         best_epoch = (SELECT max(epoch) FROM run_epoch WHERE run_id = :run AND best = 1),
         validation =
           (SELECT validation FROM run_epoch WHERE run_id = :run AND best = 1 ORDER BY epoch DESC LIMIT 1)
       WHERE id = :run`,
      { run, ...rest },
    )
  })
}

export interface NewEpoch extends RunEpoch {
  /** Whether it has the best validation so far. */
  best: boolean
}

/** Adds to the run's series, and keeps the last values with the run itself. */
export function recordEpoch(writer: Writer, run: RunId, epoch: NewEpoch, at: number): void {
  const validation = epoch.validation === null ? null : JSON.stringify(epoch.validation)
  writer.run(
    `INSERT OR REPLACE INTO run_epoch (run_id, epoch, loss, seconds, validation, best)
     VALUES (:run, :epoch, :loss, :seconds, :validation, :best)`,
    {
      run,
      epoch: epoch.epoch,
      loss: epoch.loss,
      seconds: epoch.seconds,
      validation,
      best: epoch.best ? 1 : 0,
    },
  )
  writer.run(
    `UPDATE run SET epoch = :epoch, loss = :loss, ${KEEP_TIME}, training_since = :at WHERE id = :run`,
    { run, epoch: epoch.epoch, loss: epoch.loss, at },
  )
  if (epoch.best) {
    writer.run('UPDATE run SET best_epoch = :epoch, validation = :validation WHERE id = :run', {
      run,
      epoch: epoch.epoch,
      validation,
    })
  }
}

export function setSecondsPerEpoch(writer: Writer, run: RunId, seconds: number): void {
  writer.run('UPDATE run SET seconds_per_epoch = :seconds WHERE id = :run', { run, seconds })
}

/** What a run came to. */
export interface RunResult {
  state: 'finished' | 'stopped'
  epochs: number
  bestEpoch: number
  secondsPerEpoch: number
  validation: Metrics
  test: Metrics
}

export function recordResult(writer: Writer, run: RunId, result: RunResult, at: number): void {
  writer.run(
    `UPDATE run SET state = :state, epoch = :epochs, best_epoch = :bestEpoch,
       seconds_per_epoch = :secondsPerEpoch, validation = :validation, test = :test, finished_at = :at,
       ${KEEP_TIME}, training_since = NULL
     WHERE id = :run`,
    {
      run,
      ...result,
      validation: JSON.stringify(result.validation),
      test: JSON.stringify(result.test),
      at,
    },
  )
}

/** Ends a run that has no result. */
export function endRun(
  writer: Writer,
  run: RunId,
  end: { state: 'stopped' | 'failed'; error: string | null },
  at: number,
): void {
  writer.run(
    `UPDATE run SET state = :state, error = :error, finished_at = :at, ${KEEP_TIME}, training_since = NULL
     WHERE id = :run`,
    { run, ...end, at },
  )
}

export function deleteRun(writer: Writer, run: RunId): void {
  writer.transaction(() => {
    writer.run('DELETE FROM hardness WHERE run_id = :run', { run })
    writer.run('DELETE FROM run WHERE id = :run', { run })
  })
}

/** The series after an epoch, in order. */
export function readEpochs(reader: Reader, run: RunId, after: number): RunEpoch[] {
  return reader
    .all<{ epoch: number; loss: number; seconds: number; validation: string | null }>(
      `SELECT epoch, loss, seconds, validation FROM run_epoch
       WHERE run_id = :run AND epoch > :after ORDER BY epoch`,
      { run, after },
    )
    .map((row) => ({ ...row, validation: parseMetrics(row.validation) }))
}

function toRun(row: RunRow): StoredRun {
  return {
    id: row.id as RunId,
    dataset: row.dataset_id as DatasetId,
    datasetName: row.dataset_name,
    snapshot: row.snapshot_id as SnapshotId | null,
    snapshotName: row.snapshot_name,
    config: decodeJson(TrainConfig, row.config),
    state: row.state,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    trainedSeconds: row.trained_ms / 1000,
    trainingSince: row.training_since,
    backend: row.backend,
    device: row.device,
    reason: row.reason,
    epoch: row.epoch,
    loss: row.loss,
    bestEpoch: row.best_epoch,
    secondsPerEpoch: row.seconds_per_epoch,
    validation: parseMetrics(row.validation),
    test: parseMetrics(row.test),
    error: row.error,
    version: row.version,
  }
}

function parseMetrics(json: string | null): Metrics | null {
  return json === null ? null : decodeJson(Metrics, json)
}
