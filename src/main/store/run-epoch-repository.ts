import type { RunId } from '#shared/contract/ids.ts'
import type { RunEpoch } from '#shared/contract/runs.ts'
import type { Reader, Writer } from './database.ts'
import { KEEP_TIME } from './run-time.ts'
import { decodeMetrics } from './stored-json.ts'

/** What a trainer says as it begins. */
export interface TrainingStart {
  backend: string
  device: string
  /** Why that backend; null keeps what was said when the run began. */
  reason: string | null
  /** Epochs behind the checkpoint that it continues from; later ones are reported again. */
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

/** The series after an epoch, in order. */
export function readEpochs(reader: Reader, run: RunId, after: number): RunEpoch[] {
  return reader
    .all<{ epoch: number; loss: number; seconds: number; validation: string | null }>(
      `SELECT epoch, loss, seconds, validation FROM run_epoch
       WHERE run_id = :run AND epoch > :after ORDER BY epoch`,
      { run, after },
    )
    .map((row) => ({ ...row, validation: decodeMetrics(row.validation) }))
}
