import { writeFileSync } from 'node:fs'
import { diskFailure } from '#main/store/disk-failure.ts'
import { readRun } from '#main/store/run-repository.ts'
import { markPaused, markRunning, markStopRequested } from '#main/store/run-state-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { RunEpoch, RunProgress } from '#shared/contract/runs.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { BackendReport } from '#shared/training/backends.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import type { FeatureSources } from './feature-matrices.ts'
import { waitForPredecessor } from './predecessor.ts'
import { RunFolder } from './run-folder.ts'
import { writeRunInput } from './run-input.ts'
import { RunLog } from './run-log.ts'
import {
  type Interruption,
  outcomeOfDiskFailure,
  outcomeOfPause,
  outcomeOfSilence,
  type RunOutcome,
  recordOutcome,
  sentenceOf,
} from './run-outcome.ts'
import { howItGoesOn } from './run-sentences.ts'
import { type KnownBackends, TrainerProcess } from './trainer-process.ts'
import { TrainerRecord } from './trainer-record.ts'

export interface ExecutionDependencies extends FeatureSources {
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
  /** Makes room on the graphics card where the training takes it; what it did, in sentences. */
  freeCard: (backend: TrainConfig['backend']) => Promise<readonly string[]>
}

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
  readonly #record: TrainerRecord
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
    this.#record = new TrainerRecord(run, {
      database: dependencies.workspace.database,
      log: this.#log,
      announce: () => dependencies.announce(run),
      announceEpoch: (epoch) => dependencies.announceEpoch(run, epoch),
      guarded: (work) => this.#guarded(work),
    })
    this.done = this.#execute()
  }

  /** What the disk did to it; null where it did nothing. Nothing of the same disk fares better for now. */
  get diskFailure(): ExpectedError | null {
    return this.#failure === undefined
      ? null
      : diskFailure(this.#failure.error, this.#with.workspace.paths.root)
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
      this.#end({ event: 'pause', explanation: null })
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
    const { database, paths, reserve } = this.#with.workspace
    try {
      markRunning(database, this.#run, Date.now())
    } catch (error) {
      const disk = diskFailure(error, paths.root)
      if (disk === null) throw error
      this.#failure = { error: disk }
      const explanation = `${disk.message} ${howItGoesOn(this.#folder)}`
      reserve.putOnRecord(() => {
        if (readRun(database, this.#run)?.state !== 'queued') return
        markPaused(database, this.#run, explanation, null)
        this.#with.announce(this.#run)
      })
      return
    }
    this.#with.announce(this.#run)
    try {
      const ending = await this.#train()
      this.#record.flush()
      if (!this.#settled) this.#endSilently(ending)
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
    // After the input: its texts may have been encoded by a model that is on the card.
    for (const sentence of await this.#with.freeCard(run.config.backend)) this.#log.append(sentence)
    return known
  }

  #failPreparing(error: unknown): void {
    const disk = diskFailure(error, this.#with.workspace.paths.root)
    this.#log.append(error instanceof Error && error.stack !== undefined ? error.stack : String(error))
    if (disk !== null) this.#pauseForDisk(disk)
    else this.#fail(`Its input could not be prepared: ${sentenceOf(error)}`)
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
      case 'epoch':
        this.#record.epoch(message)
        return
      case 'paused':
        this.#record.flush()
        this.#log.append(`[paused] epoch ${message.epoch}, step ${message.step}`)
        this.#end(outcomeOfPause(this.#interruption, howItGoesOn(this.#folder)))
        return
      case 'finished':
        this.#record.finish(message)
        this.#with.announce(this.#run)
        this.#settle()
        // The trainer does so as well, unless it dies on its last steps.
        this.#folder.removeCheckpoint()
        return
      case 'failed': {
        const { message: text, hint, stack } = message
        this.#record.flush()
        this.#log.append(`[failed] ${stack ?? text}`)
        if (message.disk) this.#pauseForDisk(new ExpectedError('DISK_FAILED', text))
        else this.#fail(hint === undefined ? text : `${text} ${hint}`)
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
    this.#stepsPerEpoch = message.stepsPerEpoch
    if (this.#interruption === 'stopped') this.#killLater(this.#with.graceMilliseconds)
    this.#record.begin(message)
  }

  /** The run has no word of its trainer about how it ended. */
  #endSilently(ending: string): void {
    const outcome = outcomeOfSilence({
      interruption: this.#interruption,
      ending,
      hasBegun: this.#hasBegun,
      goesOn: howItGoesOn(this.#folder),
      tail: this.#log.tail,
      failure: this.#failure?.error,
      disk: this.diskFailure,
    })
    this.#end(outcome)
  }

  #pauseForDisk(disk: ExpectedError): void {
    this.#failure ??= { error: disk }
    // Who stopped it for good is not asked to resume it.
    if (this.#interruption === 'stopped' && !this.#folder.hasCheckpoint) {
      this.#end({ event: 'stop', explanation: `It was stopped before it could be tested. ${disk.message}` })
    } else this.#end(outcomeOfDiskFailure(disk, howItGoesOn(this.#folder)))
  }

  #fail(error: string): void {
    this.#end({ event: 'fail', error })
  }

  #end(outcome: RunOutcome | null): void {
    if (outcome === null) return
    const { database, reserve } = this.#with.workspace
    const at = Date.now()
    reserve.putOnRecord(() => {
      // By then it may have been removed, or a person has asked for something else.
      if (readRun(database, this.#run)?.state !== 'running') return
      recordOutcome(database, this.#run, outcome, at)
      this.#with.announce(this.#run)
    })
    this.#settle()
  }

  #settle(): void {
    this.#settled = true
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
