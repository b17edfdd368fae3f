import { z } from 'zod'
import { assertNever } from '#shared/assert-never.ts'
import type { DatasetId, RunId, SnapshotId } from '#shared/contract/ids.ts'
import { type Run, type RunEpoch, type RunLabels, type RunState, RunTag } from '#shared/contract/runs.ts'
import { RUN_TRANSITIONS, type RunEvent } from '#shared/runs/life-cycle.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { Metrics } from '#shared/training/metrics.ts'
import { StoredTrainConfig, storedConfig } from '#shared/training/upgrade-config.ts'
import type { Reader, Writer } from './database.ts'
import { decodeJson } from './stored-json.ts'

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
  config: string
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

/**
 * Moves a run to the state that an event leads to. A run that is gone is left alone.
 *
 * @param assignments further columns, as SQL
 * @throws Error when the event cannot happen in the run's state, which is a bug of the caller
 */
function move(
  writer: Writer,
  run: RunId,
  event: RunEvent,
  assignments: string,
  parameters: Record<string, string | number | null> = {},
): void {
  const { from, to } = RUN_TRANSITIONS[event]
  const states = from.map((state) => `'${state}'`).join(', ')
  const { changes } = writer.run(
    `UPDATE run SET state = :to, ${assignments} WHERE id = :run AND state IN (${states})`,
    { run, to, ...parameters },
  )
  if (changes > 0) return
  const now = writer.get<{ state: RunState }>('SELECT state FROM run WHERE id = :run', { run })
  if (now !== undefined) throw new Error(`Run ${run} is ${now.state}, so the event ${event} cannot happen.`)
}

/** Takes a run off the queue. */
export function markRunning(writer: Writer, run: RunId, startedAt: number): void {
  move(writer, run, 'start', 'started_at = coalesce(started_at, :startedAt)', { startedAt })
}

const BACK_IN_QUEUE = 'error = NULL, finished_at = NULL, training_since = NULL'

/** Puts a paused or failed run back into the queue; what it has trained stays. */
export function markResumed(writer: Writer, run: RunId): void {
  move(writer, run, 'resume', `${BACK_IN_QUEUE}, stop_requested = 0`)
}

/** Gives a run back to the queue that has not begun. */
export function markRequeued(writer: Writer, run: RunId): void {
  move(writer, run, 'requeue', BACK_IN_QUEUE)
}

/** Puts a run that was stopped into the queue, for the test of its best epoch alone. */
export function markAwaitingTest(writer: Writer, run: RunId, at: number): void {
  move(writer, run, 'queue-test', `error = NULL, ${KEEP_TIME}, training_since = NULL, stop_requested = 1`, {
    at,
  })
}

/** Notes that a running run was asked to stop. */
export function markStopRequested(writer: Writer, run: RunId): void {
  writer.run('UPDATE run SET stop_requested = 1 WHERE id = :run', { run })
}

/** @param at when its trainer ended; null where that is not known */
export function markPaused(writer: Writer, run: RunId, error: string | null, at: number | null): void {
  move(writer, run, 'pause', `error = :error, ${KEEP_TIME}, training_since = NULL, stop_requested = 0`, {
    error,
    at,
  })
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
  /** Null without validation interactions. */
  validation: Metrics | null
  /** Null without test interactions. */
  test: Metrics | null
}

export function recordResult(writer: Writer, run: RunId, result: RunResult, at: number): void {
  const { state, epochs, bestEpoch, secondsPerEpoch, validation, test } = result
  move(
    writer,
    run,
    state === 'finished' ? 'finish' : 'stop',
    `epoch = :epochs, best_epoch = :bestEpoch, seconds_per_epoch = :secondsPerEpoch,
     validation = :validation, test = :test, finished_at = :at, error = NULL,
     ${KEEP_TIME}, training_since = NULL, stop_requested = 0`,
    {
      epochs,
      bestEpoch,
      secondsPerEpoch,
      validation: validation === null ? null : JSON.stringify(validation),
      test: test === null ? null : JSON.stringify(test),
      at,
    },
  )
}

const ENDED = `error = :error, finished_at = :at, ${KEEP_TIME}, training_since = NULL, stop_requested = 0`

/** Ends a run that was stopped and has no result. */
export function markStopped(writer: Writer, run: RunId, error: string | null, at: number): void {
  move(writer, run, 'stop', ENDED, { error, at })
}

export function markFailed(writer: Writer, run: RunId, error: string, at: number): void {
  move(writer, run, 'fail', ENDED, { error, at })
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
  return { ...toCommon(row), ...toStateOf(row) }
}

function toCommon(row: RunRow) {
  return {
    id: row.id as RunId,
    dataset: row.dataset_id as DatasetId,
    datasetName: row.dataset_name,
    snapshot: row.snapshot_id as SnapshotId | null,
    snapshotName: row.snapshot_name,
    config: decodeJson(StoredTrainConfig, row.config),
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
    validation: parseMetrics(row.validation),
    version: row.version,
  }
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
      return { state, finishedAt, test: parseMetrics(row.test) }
    case 'stopped':
      return { state, finishedAt, test: parseMetrics(row.test), explanation: row.error }
    case 'failed':
      return { state, finishedAt, error: row.error ?? 'It failed; its log says why.' }
    default:
      return assertNever(state)
  }
}

function parseMetrics(json: string | null): Metrics | null {
  return json === null ? null : decodeJson(Metrics, json)
}
