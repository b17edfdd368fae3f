import { writeFileSync } from 'node:fs'
import {
  beginTraining,
  markAwaitingTest,
  markFailed,
  markPaused,
  markRequeued,
  markRunning,
  markStopped,
  markStopRequested,
  readEpochs,
  readRun,
  recordEpoch,
  recordResult,
  setSecondsPerEpoch,
} from '#main/store/run-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { RunEpoch, RunProgress } from '#shared/contract/runs.ts'
import { median } from '#shared/median.ts'
import type { BackendReport } from '#shared/training/backends.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { EpochFeed, type ReportedEpoch } from './epoch-feed.ts'
import { waitForPredecessor } from './predecessor.ts'
import { RunFolder } from './run-folder.ts'
import { type InputDependencies, writeRunInput } from './run-input.ts'
import { RunLog } from './run-log.ts'
import { howItGoesOn } from './run-sentences.ts'
import { type KnownBackends, TrainerProcess } from './trainer-process.ts'

export interface ExecutionDependencies extends InputDependencies {
  workspace: Workspace
  /** Built file of the trainer. */
  trainerEntry: string
  knownBackends: KnownBackends
  /** How long a trainer may take to end once it was asked to, or once it has reported its end. */
  graceMilliseconds: number
  /** Tells the windows how the run stands. */
  announce: (run: RunId) => void
  announceEpoch: (run: RunId, epoch: RunEpoch) => void
  announceProgress: (progress: RunProgress) => void
}

/** Why a run is ended from outside. */
type Interruption = 'stopped' | 'paused' | 'engine-closing' | 'run-removed' | 'not-recorded'

/**
 * One run, from the queue to its end or its next pause: writes its input where there is none, starts its
 * trainer, and puts on record what the trainer says. However the trainer ends, `done` settles and the run is
 * no longer `running`.
 */
export class RunExecution {
  /** Rejects only where the end of the run could not be put on record. */
  readonly done: Promise<void>
  readonly #run: RunId
  readonly #with: ExecutionDependencies
  readonly #folder: RunFolder
  readonly #log: RunLog
  readonly #epochs = new EpochFeed((epochs) => this.#guarded(() => this.#recordEpochs(epochs)))
  /** Training seconds by epoch. */
  readonly #seconds = new Map<number, number>()
  readonly #preparing = new AbortController()
  #trainer: TrainerProcess | undefined
  /** Of the trainer that has said that it started. */
  #stepsPerEpoch: number | undefined
  #interruption: Interruption | undefined
  #failure: { error: unknown } | undefined
  #killTimer: NodeJS.Timeout | undefined
  /** The trainer had its last word: a result, a pause or a failure is on record. */
  #settled = false

  constructor(run: RunId, dependencies: ExecutionDependencies) {
    this.#run = run
    this.#with = dependencies
    this.#folder = new RunFolder(dependencies.workspace.paths.run(run))
    this.#log = new RunLog(this.#folder.log)
    this.done = this.#execute()
  }

  /** The trainer was asked to pause and has not ended yet. */
  get isPausing(): boolean {
    return this.#interruption === 'paused'
  }

  /** Asks the trainer to stop and to test its best epoch; ends it when that takes too long. */
  stop(): void {
    if (this.#settled) return
    // Who paused first and then stops wants it stopped.
    if (this.#interruption !== undefined && this.#interruption !== 'paused') return
    this.#interruption = 'stopped'
    markStopRequested(this.#with.workspace.database, this.#run)
    this.#with.announce(this.#run)
    if (this.#hasBegun || !this.#folder.hasCheckpoint) this.#ask('stop', this.#with.graceMilliseconds)
    // What it trained before is still to be tested: it stops as soon as it has begun.
    else this.#trainer?.tell('stop')
  }

  /**
   * Asks the trainer to write its checkpoint and to end; ends it when that takes too long. A run that does not
   * train yet is paused at once, though what prepares it may need a moment longer.
   */
  pause(): void {
    if (this.#settled || this.#interruption !== undefined) return
    if (this.#hasBegun) {
      this.#interruption = 'paused'
      this.#ask('pause', this.#with.graceMilliseconds)
    } else {
      this.#interrupt('paused')
      this.#pause(null)
    }
  }

  /** Has the trainer write its checkpoint, because the engine closes; whatever is at work then has so long. */
  close(graceMilliseconds: number): void {
    if (this.#settled) {
      this.#trainer?.kill()
    } else if (this.#interruption === 'stopped' && !this.#hasBegun && !this.#preparing.signal.aborted) {
      // Its test waits for the next start.
      this.#interruption = 'engine-closing'
      this.#preparing.abort()
      this.#trainer?.kill()
    } else if (this.#interruption !== undefined) {
      this.#killLater(graceMilliseconds)
    } else if (this.#hasBegun) {
      this.#interruption = 'engine-closing'
      this.#ask('pause', graceMilliseconds)
    } else {
      this.#interrupt('engine-closing')
    }
  }

  /** Ends the trainer at once, because the run is no more. */
  forget(): void {
    this.#interrupt('run-removed')
  }

  /** A run that was stopped starts once more where it left a checkpoint, to test its best epoch. */
  get #mayStart(): boolean {
    return (
      this.#interruption === undefined ||
      (this.#interruption === 'stopped' && this.#folder.hasCheckpoint && !this.#preparing.signal.aborted)
    )
  }

  get #hasBegun(): boolean {
    return this.#stepsPerEpoch !== undefined
  }

  async #execute(): Promise<void> {
    markRunning(this.#with.workspace.database, this.#run, Date.now())
    this.#with.announce(this.#run)
    try {
      const ending = await this.#train()
      this.#epochs.flush()
      if (!this.#settled) this.#conclude(ending)
    } finally {
      clearTimeout(this.#killTimer)
    }
  }

  /** @returns how it ended */
  async #train(): Promise<string> {
    let backends: BackendReport | null = null
    try {
      backends = await this.#prepare()
    } catch (error) {
      if (this.#interruption === undefined || !this.#preparing.signal.aborted) this.#failPreparing(error)
    }
    if (this.#settled || !this.#mayStart) return 'it had not started'
    this.#trainer = new TrainerProcess({
      entry: this.#with.trainerEntry,
      folder: this.#folder.path,
      backends,
      onMessage: (message) => this.#guarded(() => this.#receive(message)),
      onText: (line) => this.#guarded(() => this.#log.append(line)),
    })
    if (this.#interruption === 'stopped') this.#trainer.tell('stop')
    const { pid, ended } = this.#trainer
    if (pid !== undefined) this.#guarded(() => writeFileSync(this.#folder.trainer, String(pid)))
    return ended
  }

  /** @returns what the trainer need not find out about the backends */
  async #prepare(): Promise<BackendReport | null> {
    const run = readRun(this.#with.workspace.database, this.#run)
    if (run === undefined) {
      this.#interrupt('run-removed')
      return null
    }
    if (run.state === 'running' && run.stopRequested) this.#interruption ??= 'stopped'
    const known = this.#with.knownBackends(run.config.backend)
    await writeRunInput(this.#with, run, this.#preparing.signal)
    await waitForPredecessor(this.#folder.trainer)
    return known
  }

  #failPreparing(error: unknown): void {
    this.#log.append(error instanceof Error && error.stack !== undefined ? error.stack : String(error))
    this.#fail(`Its input could not be prepared: ${sentenceOf(error)}`)
  }

  /** What fails while a trainer speaks, such as a full disk, ends the run and not the engine. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.#failure ??= { error }
      this.#interrupt('not-recorded')
    }
  }

  #receive(message: TrainerMessage): void {
    if (this.#settled && message.type !== 'log') return
    // A data set takes its runs with it, even the one that is training.
    if (readRun(this.#with.workspace.database, this.#run) === undefined) {
      this.#interrupt('run-removed')
      return
    }
    const { database } = this.#with.workspace
    switch (message.type) {
      case 'started':
        this.#begin(message)
        return
      case 'progress': {
        const { epoch, step, stepsPerSecond } = message
        const stepsPerEpoch = this.#stepsPerEpoch ?? 0
        this.#with.announceProgress({ run: this.#run, epoch, step, stepsPerEpoch, stepsPerSecond })
        return
      }
      case 'epoch': {
        const { epoch, loss, seconds, validation = null, best } = message
        this.#epochs.add({ epoch: { epoch, loss, seconds, validation }, best })
        return
      }
      case 'paused':
        this.#epochs.flush()
        this.#log.append(`[paused] epoch ${message.epoch}, step ${message.step}`)
        this.#paused()
        return
      case 'finished': {
        const { reason, epochs, bestEpoch, secondsPerEpoch, validation, test } = message
        this.#epochs.flush()
        this.#log.append(`[finished] ${reason} after ${epochs} epochs, best ${bestEpoch}`)
        const state = reason === 'stopped' ? 'stopped' : 'finished'
        const result = { state, epochs, bestEpoch, secondsPerEpoch, validation, test } as const
        recordResult(database, this.#run, result, Date.now())
        this.#settle()
        // The trainer does so as well, unless it dies on its last steps.
        this.#folder.removeCheckpoint()
        return
      }
      case 'failed': {
        const { message: text, hint, stack } = message
        this.#epochs.flush()
        this.#log.append(`[failed] ${stack ?? text}`)
        this.#fail(hint === undefined ? text : `${text} ${hint}`)
        return
      }
      case 'log':
        this.#log.append(`[${message.level}] ${message.text}`)
        return
      default:
        assertNever(message)
    }
  }

  #begin(message: Extract<TrainerMessage, { type: 'started' }>): void {
    const { backend, device, reason, stepsPerEpoch, resumedFrom } = message
    const { database } = this.#with.workspace
    const from = resumedFrom === null ? '' : `, from epoch ${resumedFrom.epoch}, step ${resumedFrom.step}`
    this.#log.append(`[started] ${device}: ${reason}${from}`)
    this.#stepsPerEpoch = stepsPerEpoch
    if (this.#interruption === 'stopped') this.#killLater(this.#with.graceMilliseconds)
    const epochsDone = doneBefore(resumedFrom, stepsPerEpoch)
    // A run goes on where it began, which is no reason that a person asks for.
    const why = resumedFrom === null ? reason : null
    beginTraining(database, this.#run, { backend, device, reason: why, epochsDone, at: Date.now() })
    for (const { epoch, seconds } of readEpochs(database, this.#run, 0)) this.#seconds.set(epoch, seconds)
    this.#with.announce(this.#run)
  }

  #recordEpochs(epochs: readonly ReportedEpoch[]): void {
    const { database } = this.#with.workspace
    if (readRun(database, this.#run) === undefined) return
    for (const { epoch } of epochs) this.#seconds.set(epoch.epoch, epoch.seconds)
    database.transaction(() => {
      for (const { epoch, best } of epochs) recordEpoch(database, this.#run, { ...epoch, best }, Date.now())
      setSecondsPerEpoch(database, this.#run, median([...this.#seconds.values()]))
    })
    for (const { epoch } of epochs) this.#with.announceEpoch(this.#run, epoch)
    this.#with.announce(this.#run)
  }

  /** The trainer's checkpoint is written. */
  #paused(): void {
    switch (this.#interruption) {
      case 'paused':
      case undefined:
        this.#pause(null)
        return
      case 'engine-closing':
        this.#pause(`The studio was closed while this run trained. ${howItGoesOn(this.#folder)}`)
        return
      case 'stopped':
        // It was stopped just as it had paused: the queue starts it once more, for its test.
        markAwaitingTest(this.#with.workspace.database, this.#run, Date.now())
        this.#settle()
        return
      case 'not-recorded':
      case 'run-removed':
        return
      default:
        assertNever(this.#interruption)
    }
  }

  /** The run has no word of its trainer about how it ended. */
  #conclude(ending: string): void {
    switch (this.#interruption) {
      case 'stopped':
        this.#stopUntested(`It was stopped before it could be tested (${ending}).`)
        return
      case 'paused':
        this.#pause(`Its trainer ended before it had paused (${ending}). ${howItGoesOn(this.#folder)}`)
        return
      case 'engine-closing':
        // What has not begun is still to come.
        if (!this.#hasBegun) this.#queue()
        else this.#pause(`The studio was closed while this run trained. ${howItGoesOn(this.#folder)}`)
        return
      case 'not-recorded':
        this.#fail(`Its results could not be recorded: ${sentenceOf(this.#failure?.error)}`)
        return
      case 'run-removed':
        return
      case undefined: {
        const { tail } = this.#log
        const lastLines = tail === '' ? '' : ` Its last lines:\n${tail}`
        this.#fail(`The trainer died without a result (${ending}).${lastLines}`)
        return
      }
      default:
        assertNever(this.#interruption)
    }
  }

  #fail(error: string): void {
    markFailed(this.#with.workspace.database, this.#run, error, Date.now())
    this.#settle()
  }

  #stopUntested(explanation: string): void {
    markStopped(this.#with.workspace.database, this.#run, explanation, Date.now())
    this.#settle()
  }

  #pause(error: string | null): void {
    markPaused(this.#with.workspace.database, this.#run, error, Date.now())
    this.#settle()
  }

  #queue(): void {
    markRequeued(this.#with.workspace.database, this.#run)
    this.#settle()
  }

  #settle(): void {
    this.#settled = true
    this.#with.announce(this.#run)
    this.#killLater(this.#with.graceMilliseconds)
  }

  #ask(what: 'stop' | 'pause', graceMilliseconds: number): void {
    this.#preparing.abort()
    this.#trainer?.tell(what)
    this.#killLater(graceMilliseconds)
  }

  #interrupt(interruption: Interruption): void {
    this.#interruption ??= interruption
    this.#preparing.abort()
    this.#trainer?.kill()
  }

  #killLater(milliseconds: number): void {
    clearTimeout(this.#killTimer)
    if (this.#trainer === undefined) return
    this.#killTimer = setTimeout(() => this.#trainer?.kill(), milliseconds)
  }
}

type ResumedFrom = Extract<TrainerMessage, { type: 'started' }>['resumedFrom']

/** Epochs that a trainer does not report again: the one that it stands in counts once all its steps are done. */
function doneBefore(resumedFrom: ResumedFrom, stepsPerEpoch: number): number {
  if (resumedFrom === null) return 0
  return resumedFrom.step >= stepsPerEpoch ? resumedFrom.epoch : resumedFrom.epoch - 1
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
