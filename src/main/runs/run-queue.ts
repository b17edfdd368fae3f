import { mkdirSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import {
  deleteRun,
  insertRun,
  listQueuedRuns,
  listRuns,
  listRunsInState,
  type NewRun,
  readRun,
} from '#main/store/run-repository.ts'
import { markAwaitingTest, markPaused, markResumed, markStopped } from '#main/store/run-state-repository.ts'
import { readStudyOfRun } from '#main/store/study-trial-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { DatasetId, RunId } from '#shared/contract/ids.ts'
import type { Run, RunState } from '#shared/contract/runs.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { isResumable } from '#shared/runs/run-facts.ts'
import type { TrainConfig } from '#shared/training/config.ts'
import { type Machine, nextInTurn } from './admission.ts'
import { HardnessScoring } from './hardness.ts'
import { ListMeasuring } from './list-measuring.ts'
import { demandOf } from './run-demand.ts'
import { RunExecution } from './run-execution.ts'
import { RunRecords } from './run-records.ts'
import { howItGoesOn } from './run-sentences.ts'
import type { KnownBackends } from './trainer-process.ts'

export interface RunQueueDependencies {
  workspace: Workspace
  publish: Publish
  /** Built file of the trainer process. */
  trainerEntry: string
  knownBackends: KnownBackends
  texts: CatalogueEncoder
  pictures: CataloguePictures
  /** Runs of no study that train at the same time at most, as far as they fit the machine; asked whenever one may start. */
  runsAtOnce: () => number
  machine: Machine
  /** How long a trainer may take to end once asked to; it still tests its best epoch, or writes its checkpoint. */
  graceMilliseconds?: number
  /** The same when the engine closes: the desktop ends an engine by force that takes longer than five seconds. */
  closingMilliseconds?: number
  /** Called when a run trains no more, whatever it came to; with what the disk did where that paused it. */
  onEnded?: (run: RunId, disk: ExpectedError | null) => void
  /** Makes room on the graphics card before a training takes it; what it did, in sentences for the run's log. */
  freeCard?: (backend: TrainConfig['backend']) => Promise<readonly string[]>
  /** Called with what kept the end of a run from being put on record. */
  onBug: (error: unknown) => void
}

/**
 * Runs, each trained in a process of its own; their whole state is in the store and their folders. Nothing trains
 * before `start`; `close` pauses what trains, and what is queued waits for the next start.
 */
export class RunQueue {
  readonly records: RunRecords
  readonly #with: RunQueueDependencies
  readonly #executions = new Map<RunId, RunExecution>()
  readonly #hardness: HardnessScoring
  readonly #lists: ListMeasuring
  #open = false
  #later: NodeJS.Timeout | undefined

  constructor(dependencies: RunQueueDependencies) {
    this.#with = dependencies
    this.records = new RunRecords(dependencies.workspace, dependencies.publish)
    this.#hardness = new HardnessScoring(dependencies)
    this.#lists = new ListMeasuring({ ...dependencies, announce: (run) => this.records.announce(run) })
  }

  /** Puts in order what an engine left behind, and takes up the queue. Does nothing where it is open already. */
  start(): void {
    if (this.#open) return
    this.recover()
    this.#open = true
    this.#startNext()
    const runs = this.records.list({})
    this.#lists.measureMissed(runs)
    for (const dataset of new Set(runs.map((run) => run.dataset))) void this.scorePending(dataset)
  }

  /** Puts in order what an engine left behind that did not close. Before `start` alone, and without training. */
  recover(): void {
    for (const run of listRunsInState(this.#database, 'running')) this.#markInterrupted(run)
  }

  /** Has the trainers write their checkpoints and ends them; their runs are paused with a sentence that says so. */
  async close(): Promise<void> {
    this.#open = false
    clearTimeout(this.#later)
    const executions = [...this.#executions.values()]
    for (const execution of executions) execution.close(this.#with.closingMilliseconds ?? 3000)
    const ends = executions.map(({ done }) => done)
    await Promise.allSettled([this.#hardness.close(), this.#lists.close(), ...ends])
  }

  /** Starts what may start now that the settings are other ones. */
  settingsChanged(): void {
    this.#startNext()
  }

  /** @param alongside what is written together with the run */
  add(newRun: NewRun, alongside: (run: RunId) => void = () => {}): Run {
    const run = this.#database.transaction(() => {
      const id = this.#insert(newRun)
      alongside(id)
      return id
    })
    this.records.announce(run)
    this.#startNext()
    return this.records.get(run)
  }

  /**
   * Puts a new run in the place of one that has ended.
   *
   * @param alongside what is written together with it; after it nothing refers to the old run any more
   */
  async replace(old: RunId, successor: NewRun, alongside: (run: RunId) => void): Promise<Run> {
    const run = this.#database.transaction(() => {
      const id = this.#insert(successor)
      alongside(id)
      deleteRun(this.#database, old)
      return id
    })
    this.records.announce(run)
    await this.#clearUp([old])
    this.#startNext()
    return this.records.get(run)
  }

  /**
   * Takes a queued run off the queue, or asks the trainer of a running one to write its checkpoint and end.
   * Leaves a paused run as it is, and one that is about to stop.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT when it has ended
   */
  pause(run: RunId): Run {
    const { state, name } = this.#settled(run)
    switch (state) {
      case 'queued':
        markPaused(this.#database, run, null, null)
        this.records.announce(run)
        break
      case 'running':
        this.#executions.get(run)?.pause()
        break
      case 'paused':
        break
      case 'finished':
      case 'stopped':
      case 'failed':
        throw new ExpectedError('CONFLICT', `‘${name}’ has ended already, so it cannot be paused.`)
      default:
        assertNever(state)
    }
    return this.records.get(run)
  }

  /**
   * Puts a paused run, or a failed one that left a checkpoint, back into the queue. It keeps its folder, its
   * input and its series, and its trainer continues from the checkpoint, or from the start where there is none.
   * Leaves a run that is queued or trains as it is.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT when there is nothing to continue
   */
  async resume(run: RunId): Promise<Run> {
    const found = this.#settled(run)
    const { state, name } = found
    if (state === 'running') {
      const execution = this.#executions.get(run)
      if (execution === undefined || !execution.isPausing) return this.records.get(run)
      await execution.done
      return this.resume(run)
    }
    if (isResumable(found)) {
      markResumed(this.#database, run)
      this.records.announce(run)
      this.#startNext()
    } else if (state !== 'queued') {
      throw new ExpectedError('CONFLICT', `‘${name}’ ${WHY_NOT_RESUMABLE[state]}`)
    }
    return this.records.get(run)
  }

  /**
   * Asks the trainer of a running run to stop, which still tests its best epoch. A queued or paused run that
   * has a checkpoint goes into the queue for that test; one without ends at once, since it has nothing to
   * test. Leaves a run that has ended as it is.
   *
   * @throws ExpectedError NOT_FOUND
   */
  stop(run: RunId): Run {
    const { state, startedAt } = this.#settled(run)
    if (state === 'queued' || state === 'paused') {
      if (this.records.folderOf(run).hasCheckpoint) markAwaitingTest(this.#database, run, Date.now())
      else markStopped(this.#database, run, startedAt === null ? null : NOTHING_TO_TEST, Date.now())
      this.records.announce(run)
      this.#startNext()
    } else {
      this.#executions.get(run)?.stop()
    }
    return this.records.get(run)
  }

  /** @throws ExpectedError NOT_FOUND; CONFLICT while it trains */
  async remove(run: RunId): Promise<void> {
    const { name, dataset, state } = this.#settled(run)
    if (state === 'running') {
      throw new ExpectedError('CONFLICT', `‘${name}’ is training; stop it before you remove it.`)
    }
    await this.forget([run])
    void this.scorePending(dataset)
  }

  /**
   * Removes runs with their files, and ends the trainers of those that train.
   *
   * @param alongside what is written together with it, before the runs are gone
   */
  async forget(runs: readonly RunId[], alongside: () => void = () => {}): Promise<void> {
    const datasets = new Set(runs.flatMap((run) => readRun(this.#database, run)?.dataset ?? []))
    // Rows first: what has none is neither started nor recorded any more.
    this.#database.transaction(() => {
      alongside()
      for (const run of runs) deleteRun(this.#database, run)
    })
    for (const dataset of datasets) await this.#hardness.abandon(dataset)
    await this.#clearUp(runs)
  }

  /** Removes the runs of a data set that is about to go, with their trainers and files. */
  async forgetDataset(dataset: DatasetId): Promise<void> {
    const runs = listRuns(this.#database, { dataset }).map((run) => run.id)
    await this.forget(runs)
  }

  /**
   * Brings the hardness of a data set's proposals up to date, in the background: what its newest finished run
   * of NegGen has not scored yet. Nothing before `start`, which does it by itself, as does the end of a run.
   */
  async scorePending(dataset: DatasetId): Promise<void> {
    if (this.#open) await this.#hardness.score(dataset)
  }

  /** Names of the runs that train or are prepared. */
  get atWork(): string[] {
    return [...this.#executions.keys()].map((run) => `run ${run}`)
  }

  get machine(): Machine {
    return this.#with.machine
  }

  get #database() {
    return this.#with.workspace.database
  }

  /** A queued run with an empty folder; within the transaction of the caller. */
  #insert(newRun: NewRun): RunId {
    const run = insertRun(this.#database, newRun)
    const { path } = this.records.folderOf(run)
    // Ids are given out again, and a removed run may have left its files behind. Before the run can be seen: whoever
    // takes it from the queue finds no other run's input.
    rmSync(path, { recursive: true, force: true })
    mkdirSync(path, { recursive: true })
    return run
  }

  /** Ends the trainers of runs that have no rows any more, and removes their files. */
  async #clearUp(runs: readonly RunId[]): Promise<void> {
    // A trainer that had its last word may need a moment longer.
    const ending = runs.flatMap((run) => this.#executions.get(run) ?? [])
    for (const execution of ending) execution.forget()
    await Promise.all(ending.map(({ done }) => done))
    for (const run of runs) {
      await rm(this.records.folderOf(run).path, { recursive: true, force: true })
      this.#with.publish({ topic: 'run-removed', run })
    }
  }

  /** As it is in the store; a run whose end could not be put on record is paused. */
  #settled(run: RunId): Run {
    const found = this.records.get(run)
    if (found.state !== 'running' || this.#executions.has(run)) return found
    this.#markInterrupted(run)
    return this.records.get(run)
  }

  /** What is marked as running though nothing runs it waits for somebody to resume it. */
  #markInterrupted(run: RunId): void {
    const goesOn = howItGoesOn(this.records.folderOf(run))
    markPaused(this.#database, run, `The studio ended while this run trained. ${goesOn}`, null)
    this.records.announce(run)
  }

  /** Oldest first, a person's own runs before those of studies; `nextInTurn` has the rules. */
  #startNext(): void {
    while (this.#open) {
      // A run that was resumed at once may have a trainer that is still on its way out.
      const queued = listQueuedRuns(this.#database).filter(({ run }) => !this.#executions.has(run))
      const first = {
        own: queued.find(({ ofStudy }) => !ofStudy)?.run ?? null,
        ofStudy: queued.find(({ ofStudy }) => ofStudy)?.run ?? null,
      }
      const turn = this.#turn(first)
      const next = turn === null ? null : first[turn]
      if (next === null) return
      this.#execute(next)
    }
  }

  #turn({ own, ofStudy }: Record<'own' | 'ofStudy', RunId | null>): 'own' | 'ofStudy' | null {
    const { machine, runsAtOnce } = this.#with
    const training = [...this.#executions.keys()].map((run) => ({
      ...demandOf(this.#database, run),
      ofStudy: readStudyOfRun(this.#database, run) !== null,
    }))
    const demands = {
      own: own && demandOf(this.#database, own),
      ofStudy: ofStudy && demandOf(this.#database, ofStudy),
    }
    return nextInTurn(demands, training, machine, runsAtOnce())
  }

  #execute(run: RunId): void {
    const { workspace, publish, texts, pictures, trainerEntry, knownBackends, onBug } = this.#with
    const execution = new RunExecution(run, {
      workspace,
      texts,
      pictures,
      trainerEntry,
      knownBackends,
      graceMilliseconds: this.#with.graceMilliseconds ?? 60_000,
      announce: (changed) => this.records.announce(changed),
      announceEpoch: (trained, epoch) => publish({ topic: 'run-epoch', run: trained, epoch }),
      announceProgress: (progress) => publish({ topic: 'run-progress', progress }),
      freeCard: this.#with.freeCard ?? (async () => []),
    })
    this.#executions.set(run, execution)
    void execution.done
      .catch(onBug)
      .then(() => {
        this.#executions.delete(run)
        const disk = execution.diskFailure
        if (disk === null) this.#startNext()
        else this.#startLater()
        void this.#lists.measure(run)
        this.#with.onEnded?.(run, disk)
        const ended = readRun(this.#database, run)
        if (ended?.study === null) void this.scorePending(ended.dataset)
      })
      .catch(onBug)
  }

  /** The next run would fare as the one did that the disk has paused: the queue waits, for a person or a while. */
  #startLater(): void {
    clearTimeout(this.#later)
    this.#later = setTimeout(() => this.#startNext(), DISK_RETRY_MILLISECONDS)
    this.#later.unref()
  }
}

const DISK_RETRY_MILLISECONDS = 30_000

const NOTHING_TO_TEST = 'It was stopped before its first checkpoint, so there was nothing to test.'

const WHY_NOT_RESUMABLE: Record<Exclude<RunState, 'queued' | 'running'>, string> = {
  paused: 'cannot go on.',
  finished: 'has finished: there is nothing left to train.',
  stopped: 'was stopped for good. Train it again with the same settings and seed.',
  failed: 'failed before its first checkpoint. Train it again with the same settings and seed.',
}
