import type { Database } from '#main/store/database.ts'
import {
  beginTraining,
  readEpochs,
  recordEpoch,
  setSecondsPerEpoch,
} from '#main/store/run-epoch-repository.ts'
import { readRun } from '#main/store/run-repository.ts'
import { recordResult } from '#main/store/run-state-repository.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { RunEpoch } from '#shared/contract/runs.ts'
import { median } from '#shared/median.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { EpochFeed, type ReportedEpoch } from './epoch-feed.ts'
import type { RunLog } from './run-log.ts'

type Said<Type extends TrainerMessage['type']> = Extract<TrainerMessage, { type: Type }>

export interface RecordDependencies {
  database: Database
  log: RunLog
  /** Tells the windows how the run stands. */
  announce: () => void
  announceEpoch: (epoch: RunEpoch) => void
  /** Runs what is put on record later, and takes care of what it throws. */
  guarded: (work: () => void) => void
}

/** Puts the figures on record that a trainer reports of its run. */
export class TrainerRecord {
  readonly #run: RunId
  readonly #with: RecordDependencies
  readonly #epochs: EpochFeed
  /** Training seconds by epoch. */
  readonly #seconds = new Map<number, number>()

  constructor(run: RunId, dependencies: RecordDependencies) {
    this.#run = run
    this.#with = dependencies
    this.#epochs = new EpochFeed((epochs) => dependencies.guarded(() => this.#recordEpochs(epochs)))
  }

  begin({ backend, device, reason, stepsPerEpoch, resumedFrom }: Said<'started'>): void {
    const { database, log, announce } = this.#with
    const from = resumedFrom === null ? '' : `, from epoch ${resumedFrom.epoch}, step ${resumedFrom.step}`
    log.append(`[started] ${device}: ${reason}${from}`)
    const epochsDone = doneBefore(resumedFrom, stepsPerEpoch)
    // A run goes on where it began, which is no reason that a person asks for.
    const why = resumedFrom === null ? reason : null
    beginTraining(database, this.#run, { backend, device, reason: why, epochsDone, at: Date.now() })
    for (const { epoch, seconds } of readEpochs(database, this.#run, 0)) this.#seconds.set(epoch, seconds)
    announce()
  }

  /** Recorded at once, or together with others of the same moment. */
  epoch({ epoch, loss, seconds, validation, best }: Said<'epoch'>): void {
    this.#epochs.add({ epoch: { epoch, loss, seconds, validation: validation ?? null }, best })
  }

  /** Records the epochs that wait. */
  flush(): void {
    this.#epochs.flush()
  }

  finish({ reason, epochs, bestEpoch, secondsPerEpoch, validation, test }: Said<'finished'>): void {
    this.flush()
    this.#with.log.append(`[finished] ${reason} after ${epochs} epochs, best ${bestEpoch}`)
    const state = reason === 'stopped' ? 'stopped' : 'finished'
    const result = { state, epochs, bestEpoch, secondsPerEpoch, validation, test } as const
    recordResult(this.#with.database, this.#run, result, Date.now())
  }

  #recordEpochs(epochs: readonly ReportedEpoch[]): void {
    const { database, announce, announceEpoch } = this.#with
    if (readRun(database, this.#run) === undefined) return
    for (const { epoch } of epochs) this.#seconds.set(epoch.epoch, epoch.seconds)
    database.transaction(() => {
      for (const { epoch, best } of epochs) recordEpoch(database, this.#run, { ...epoch, best }, Date.now())
      setSecondsPerEpoch(database, this.#run, median([...this.#seconds.values()]))
    })
    for (const { epoch } of epochs) announceEpoch(epoch)
    announce()
  }
}

/** Epochs that a trainer does not report again: the one that it stands in counts once all its steps are done. */
function doneBefore(resumedFrom: Said<'started'>['resumedFrom'], stepsPerEpoch: number): number {
  if (resumedFrom === null) return 0
  return resumedFrom.step >= stepsPerEpoch ? resumedFrom.epoch : resumedFrom.epoch - 1
}
