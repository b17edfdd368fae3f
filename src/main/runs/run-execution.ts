import { join } from 'node:path'
import {
  endRun,
  markRunning,
  readRun,
  recordEpoch,
  recordResult,
  setRunDevice,
  setSecondsPerEpoch,
} from '#main/store/run-repository.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { RunId } from '#shared/contract/ids.ts'
import type { RunEpoch } from '#shared/contract/runs.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { EpochFeed, type ReportedEpoch } from './epoch-feed.ts'
import { type InputDependencies, writeRunInput } from './run-input.ts'
import { RunLog } from './run-log.ts'
import { median } from './statistics.ts'
import { TrainerProcess } from './trainer-process.ts'

export interface ExecutionDependencies extends InputDependencies {
  /** Built file of the trainer. */
  trainerEntry: string
  /** How long a trainer may take to end once it was asked to, or once it has reported its end. */
  graceMilliseconds: number
  /** Tells the windows how the run stands. */
  announce: (run: RunId) => void
  announceEpoch: (run: RunId, epoch: RunEpoch) => void
}

/** Why a run is ended from outside. */
type Interruption = 'stopped' | 'engine-closing' | 'run-removed' | 'not-recorded'

/**
 * One run, from its start to its end: writes its input, starts its trainer, and puts on record what the
 * trainer says. However the trainer ends, `done` settles and the run has its final state.
 */
export class RunExecution {
  readonly done: Promise<void>
  readonly #run: RunId
  readonly #with: ExecutionDependencies
  readonly #log: RunLog
  readonly #epochs = new EpochFeed((epochs) => this.#guarded(() => this.#recordEpochs(epochs)))
  readonly #seconds: number[] = []
  readonly #preparing = new AbortController()
  #trainer: TrainerProcess | undefined
  #interruption: Interruption | undefined
  #failure: { error: unknown } | undefined
  #killTimer: NodeJS.Timeout | undefined
  /** The trainer had its last word: a result or a failure is on record. */
  #settled = false

  constructor(run: RunId, dependencies: ExecutionDependencies) {
    this.#run = run
    this.#with = dependencies
    this.#log = new RunLog(join(dependencies.workspace.paths.run(run), 'log.txt'))
    this.done = this.#execute()
  }

  /** Asks the trainer to stop and to test its best epoch; ends it when that takes too long. */
  stop(): void {
    if (this.#interruption !== undefined || this.#settled) return
    this.#interruption = 'stopped'
    this.#preparing.abort()
    this.#trainer?.stop()
    this.#killLater()
  }

  /** Ends the trainer at once, because the engine closes. */
  abandon(): void {
    this.#interrupt('engine-closing')
  }

  /** Ends the trainer at once, because the run is no more. */
  forget(): void {
    this.#interrupt('run-removed')
  }

  async #execute(): Promise<void> {
    markRunning(this.#with.workspace.database, this.#run, Date.now())
    this.#with.announce(this.#run)
    const ending = await this.#train()
    clearTimeout(this.#killTimer)
    this.#epochs.flush()
    if (!this.#settled) this.#conclude(ending)
  }

  /** @returns how it ended */
  async #train(): Promise<string> {
    const { workspace, trainerEntry } = this.#with
    try {
      await this.#prepare()
    } catch (error) {
      if (this.#interruption === undefined) this.#failPreparing(error)
    }
    if (this.#interruption !== undefined || this.#settled) return 'it had not started'
    this.#trainer = new TrainerProcess({
      entry: trainerEntry,
      folder: workspace.paths.run(this.#run),
      onMessage: (message) => this.#guarded(() => this.#receive(message)),
      onText: (line) => this.#guarded(() => this.#log.append(line)),
    })
    return this.#trainer.ended
  }

  async #prepare(): Promise<void> {
    const run = readRun(this.#with.workspace.database, this.#run)
    if (run === undefined) this.#interrupt('run-removed')
    else await writeRunInput(this.#with, run, this.#preparing.signal)
  }

  #failPreparing(error: unknown): void {
    this.#log.append(error instanceof Error && error.stack !== undefined ? error.stack : String(error))
    this.#end('failed', `Its input could not be prepared: ${sentenceOf(error)}`)
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
      case 'started': {
        const { backend, device, reason } = message
        this.#log.append(`[started] ${device}: ${reason}`)
        setRunDevice(database, this.#run, { backend, device, reason })
        this.#with.announce(this.#run)
        return
      }
      case 'epoch': {
        const { epoch, loss, seconds, validation = null, best } = message
        this.#epochs.add({ epoch: { epoch, loss, seconds, validation }, best })
        return
      }
      case 'finished': {
        const { reason, epochs, bestEpoch, secondsPerEpoch, validation, test } = message
        this.#epochs.flush()
        this.#log.append(`[finished] ${reason} after ${epochs} epochs, best ${bestEpoch}`)
        const state = reason === 'stopped' ? 'stopped' : 'finished'
        const result = { state, epochs, bestEpoch, secondsPerEpoch, validation, test } as const
        recordResult(database, this.#run, result, Date.now())
        this.#settle()
        return
      }
      case 'failed': {
        const { message: text, hint, stack } = message
        this.#epochs.flush()
        this.#log.append(`[failed] ${stack ?? text}`)
        this.#end('failed', hint === undefined ? text : `${text} ${hint}`)
        return
      }
      case 'log':
        this.#log.append(`[${message.level}] ${message.text}`)
        return
      default:
        assertNever(message)
    }
  }

  #recordEpochs(epochs: readonly ReportedEpoch[]): void {
    const { database } = this.#with.workspace
    if (readRun(database, this.#run) === undefined) return
    this.#seconds.push(...epochs.map(({ epoch }) => epoch.seconds))
    database.transaction(() => {
      for (const { epoch, best } of epochs) recordEpoch(database, this.#run, epoch, best)
      setSecondsPerEpoch(database, this.#run, median(this.#seconds))
    })
    for (const { epoch } of epochs) this.#with.announceEpoch(this.#run, epoch)
    this.#with.announce(this.#run)
  }

  /** The run has no word of its trainer about how it ended. */
  #conclude(ending: string): void {
    switch (this.#interruption) {
      case 'stopped':
        this.#end('stopped', `It was stopped before it could be tested (${ending}).`)
        return
      case 'engine-closing':
        this.#end('failed', 'The studio was closed while this run trained. Start it again.')
        return
      case 'not-recorded':
        this.#end('failed', `Its results could not be recorded: ${sentenceOf(this.#failure?.error)}`)
        return
      case 'run-removed':
        return
      case undefined: {
        const { tail } = this.#log
        const lastLines = tail === '' ? '' : ` Its last lines:\n${tail}`
        this.#end('failed', `The trainer died without a result (${ending}).${lastLines}`)
        return
      }
      default:
        assertNever(this.#interruption)
    }
  }

  #end(state: 'stopped' | 'failed', error: string): void {
    endRun(this.#with.workspace.database, this.#run, { state, error }, Date.now())
    this.#settle()
  }

  #settle(): void {
    this.#settled = true
    this.#with.announce(this.#run)
    this.#killLater()
  }

  #interrupt(interruption: Interruption): void {
    this.#interruption ??= interruption
    this.#preparing.abort()
    this.#trainer?.kill()
  }

  #killLater(): void {
    clearTimeout(this.#killTimer)
    if (this.#trainer === undefined) return
    this.#killTimer = setTimeout(() => this.#trainer?.kill(), this.#with.graceMilliseconds)
  }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
