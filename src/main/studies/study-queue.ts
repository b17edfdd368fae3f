import type { RunQueue } from '#main/runs/run-queue.ts'
import { diskFailure } from '#main/store/disk-failure.ts'
import type { NewRun } from '#main/store/run-repository.ts'
import {
  deleteStudy,
  insertStudy,
  listStudiesInState,
  moveStudy,
  type NewStudy,
  readStudy,
  recordConclusion,
  renameStudy,
  type StoredStudy,
} from '#main/store/study-repository.ts'
import {
  countAttempt,
  forgetAttempts,
  insertTrial,
  readStudyOfRun,
  readTrials,
  replaceTrialRun,
  type StoredTrial,
  type TrialKey,
} from '#main/store/study-trial-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { RunId, StudyId } from '#shared/contract/ids.ts'
import type { Study, StudyResults } from '#shared/contract/studies.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { isResumable } from '#shared/runs/run-facts.ts'
import { nextStudyState, type StudyEvent } from '#shared/studies/life-cycle.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { modelTraits } from '#shared/training/models/model-settings.ts'
import { armConfig } from './arm-config.ts'
import { allTrials, type KnownTrial, planTrials, trialName } from './plan-trials.ts'
import { knownTrials, MOST_ATTEMPTS, StudyRecords } from './study-records.ts'

/** Trainings of a study that wait in the queue beyond those that the machine has cores for: enough that none is idle. */
const AHEAD = 2

export interface StudyQueueDependencies {
  workspace: Workspace
  publish: Publish
  runs: RunQueue
  /** Of the studio; runs keep it. */
  version: string
  /** What a study found. */
  analyse: (study: Study) => Promise<Pick<StudyResults, 'conclusion'>>
  /** Called with what kept a study from going on. */
  onBug: (error: unknown) => void
}

/**
 * Studies, each of which keeps a few of its trainings in the queue of runs until all are done. Their whole state is in the
 * store: what a study does next follows from its plan and from what became of its runs, so that an engine can end between
 * any two writes. Nothing is queued before `start`.
 */
export class StudyQueue {
  readonly records: StudyRecords
  readonly #with: StudyQueueDependencies
  /** What is at work on each study, one step after the other. */
  readonly #working = new Map<StudyId, Promise<void>>()
  #open = false

  constructor(dependencies: StudyQueueDependencies) {
    this.#with = dependencies
    const { workspace, publish, runs } = dependencies
    this.records = new StudyRecords({ database: workspace.database, publish, cores: runs.machine.cores })
  }

  /** Goes on with every study that an engine left running. Does nothing where it is open already. */
  start(): void {
    if (this.#open) return
    this.#open = true
    for (const study of listStudiesInState(this.#database, 'running')) this.#advanceLater(study)
  }

  /**
   * Has the runs of studies that do not go on wait or end, where an engine died before it could say so. Before the
   * queue of runs starts, and without training.
   */
  recover(): void {
    for (const study of listStudiesInState(this.#database, 'paused')) this.#pauseRuns(study)
    for (const state of ['stopped', 'failed'] as const) {
      for (const study of listStudiesInState(this.#database, state)) this.#stopRuns(study)
    }
  }

  /** Queues nothing more; what trains is the queue of runs' to end. */
  async close(): Promise<void> {
    this.#open = false
    await Promise.allSettled(this.#working.values())
  }

  add(study: NewStudy): StudyId {
    const id = insertStudy(this.#database, study)
    this.records.announce(id)
    return id
  }

  /** @throws ExpectedError NOT_FOUND; CONFLICT where it was started before */
  begin(study: StudyId): void {
    this.#move(study, 'start', 'was started before')
    this.#advanceLater(study)
  }

  /**
   * Its trainers write their checkpoints and end.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT where it has ended
   */
  pause(study: StudyId): void {
    if (this.records.stored(study).state !== 'paused') this.#move(study, 'pause', 'has ended already')
    this.#pauseRuns(study)
  }

  /**
   * Goes on; a failed one tries once more what failed. Leaves a study that runs as it is.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT where there is nothing to go on with
   */
  resume(study: StudyId): void {
    const { state } = this.records.stored(study)
    if (state === 'running') return
    this.#database.transaction(() => {
      this.#move(study, state === 'queued' ? 'start' : 'resume', 'has ended for good')
      forgetAttempts(this.#database, study)
    })
    this.#advanceLater(study)
  }

  /**
   * For good; what is finished stays.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT where it has finished
   */
  stop(study: StudyId): void {
    if (this.records.stored(study).state !== 'stopped') this.#move(study, 'stop', 'has finished')
    this.#stopRuns(study)
  }

  /** @throws ExpectedError NOT_FOUND */
  rename(study: StudyId, name: string): void {
    this.records.stored(study)
    renameStudy(this.#database, study, name)
    this.records.announce(study)
  }

  /**
   * With its runs and their files.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT while it runs
   */
  async remove(study: StudyId): Promise<void> {
    const { name, state } = this.records.stored(study)
    if (state === 'running') {
      throw new ExpectedError('CONFLICT', `‘${name}’ is running; stop it before you remove it.`)
    }
    await this.#working.get(study)
    const runs = readTrials(this.#database, study).map(({ run }) => run)
    await this.#with.runs.forget(runs, () => deleteStudy(this.#database, study))
    this.#with.publish({ topic: 'study-removed', study })
  }

  /** To be called when a run trains no more, with what the disk did where that paused it. */
  runEnded(run: RunId, disk: ExpectedError | null): void {
    const study = readStudyOfRun(this.#database, run)
    if (study === null) return
    // Its run would be resumed, to fare the same, again and again.
    if (disk !== null) this.#pauseForDisk(study, disk)
    else this.#advanceLater(study)
  }

  /** Names of the studies whose next trainings are found out just now. */
  get atWork(): string[] {
    return [...this.#working.keys()].map((study) => `study ${study}`)
  }

  get #database() {
    return this.#with.workspace.database
  }

  /** @param otherwise why it cannot happen, to follow the study's name */
  #move(study: StudyId, event: StudyEvent, otherwise: string): void {
    const { state, name } = this.records.stored(study)
    if (nextStudyState(state, event) === null) {
      throw new ExpectedError('CONFLICT', `‘${name}’ ${otherwise}.`)
    }
    moveStudy(this.#database, study, event, { explanation: null, at: Date.now() })
    this.records.announce(study)
  }

  #pauseForDisk(study: StudyId, disk: ExpectedError): void {
    const retry = 'Make room or mend the disk, then resume the study.'
    const explanation = `${disk.message} ${retry}`
    this.#with.workspace.reserve.putOnRecord(() => {
      if (this.#running(study) === null) return
      moveStudy(this.#database, study, 'pause', { explanation, at: Date.now() })
      this.records.announce(study)
      this.#pauseRuns(study)
    })
  }

  #pauseRuns(study: StudyId): void {
    for (const { run, state } of readTrials(this.#database, study)) {
      if (state === 'queued' || state === 'running') this.#with.runs.pause(run)
    }
  }

  #stopRuns(study: StudyId): void {
    for (const { run, state } of readTrials(this.#database, study)) {
      if (state === 'queued' || state === 'running' || state === 'paused') this.#with.runs.stop(run)
    }
  }

  /** One step after the other: each looks at the store as the one before has left it. */
  #advanceLater(study: StudyId): void {
    const before = this.#working.get(study) ?? Promise.resolve()
    const work = before
      .then(() => this.#advance(study))
      .catch((error: unknown) => {
        this.#with.onBug(error)
        const disk = diskFailure(error, this.#with.workspace.paths.root)
        if (disk !== null) this.#pauseForDisk(study, disk)
      })
      .finally(() => {
        if (this.#working.get(study) === work) this.#working.delete(study)
      })
    this.#working.set(study, work)
  }

  /** Does what is to be done next, by what the store says; nothing for a study that does not run. */
  async #advance(id: StudyId): Promise<void> {
    this.records.announce(id)
    const study = this.#running(id)
    if (study === null) return
    for (const trial of readTrials(this.#database, id)) {
      // Its run was interrupted by the end of an engine, or by a pause of the study.
      if (trial.state === 'paused') await this.#with.runs.resume(trial.run)
      else if (hasFailed(trial) && trial.attempts < MOST_ATTEMPTS) await this.#tryAgain(study, trial)
      if (this.#running(id) === null) return
    }
    this.#queueNext(study)
    const trials = readTrials(this.#database, id)
    const known = knownTrials(study, trials)
    if (known.some(({ outcome }) => outcome === 'open')) return
    const finals = new Set(known.filter(isFinishedFinal).map(trialName))
    const isComplete = allTrials(study.plan, known).every(
      (trial) => trial.stage === 'tuning' || finals.has(trialName(trial)),
    )
    if (isComplete) await this.#finish(study, trials)
    else this.#fail(study, trials)
  }

  /** The study if it is to go on. */
  #running(id: StudyId): StoredStudy | null {
    const study = readStudy(this.#database, id)
    return this.#open && study?.state === 'running' ? study : null
  }

  /** From its checkpoint where there is one. */
  async #tryAgain({ plan }: StoredStudy, trial: StoredTrial): Promise<void> {
    const { runs } = this.#with
    const { run } = trial
    if (isResumable(runs.records.get(run))) {
      // Counted first: an engine that ends in between has it tried less often, and not for ever.
      countAttempt(this.#database, run)
      await runs.resume(run)
    } else {
      const replace = (successor: RunId) => replaceTrialRun(this.#database, run, successor)
      await runs.replace(run, this.#runOf(plan, trial), replace)
    }
  }

  #queueNext({ id, plan }: StoredStudy): void {
    const { runs } = this.#with
    const trials = readTrials(this.#database, id)
    const waiting = trials.filter(({ state }) => state === 'queued' || state === 'running').length
    const room = Math.max(0, runs.machine.cores + AHEAD - waiting)
    for (const trial of planTrials(plan, knownTrials({ plan }, trials)).slice(0, room)) {
      runs.add(this.#runOf(plan, trial), (run) => insertTrial(this.#database, id, trial, run))
    }
  }

  #runOf(plan: StudyPlan, trial: TrialKey): NewRun {
    const arm = plan.arms.find(({ name }) => name === trial.arm)
    const replication = plan.replications[trial.replication]
    if (arm === undefined || replication === undefined) throw new Error(`the plan has no arm ${trial.arm}`)
    const config = armConfig(arm, trial.point, trial.seed)
    const learns = modelTraits(config.model).needs.negatives !== 'none'
    const snapshot = learns && arm.snapshot !== null ? replication.snapshots[arm.snapshot] : null
    const { version } = this.#with
    return { dataset: replication.dataset, snapshot, config, version, createdAt: Date.now() }
  }

  /** Everything that can be trained is, but for what failed. */
  #fail({ id, plan }: StoredStudy, trials: readonly StoredTrial[]): void {
    const explanation = `${whatFailed(plan, trials)} Resume the study to try again.`
    moveStudy(this.#database, id, 'fail', { explanation, at: Date.now() })
    this.records.announce(id)
  }

  /** Every arm is tested; what failed of the tuning was not chosen. */
  async #finish({ id, plan }: StoredStudy, trials: readonly StoredTrial[]): Promise<void> {
    const { conclusion } = await this.#with.analyse(this.records.study(id))
    if (this.#running(id) === null) return
    const explanation = trials.some(hasFailed)
      ? `While tuning, ${lowerFirst(whatFailed(plan, trials))}`
      : null
    this.#database.transaction(() => {
      recordConclusion(this.#database, id, conclusion)
      moveStudy(this.#database, id, 'finish', { explanation, at: Date.now() })
    })
    this.records.announce(id)
  }
}

/** "2 trainings failed, the first of ‘LightGCN’: out of memory." */
function whatFailed(plan: StudyPlan, trials: readonly StoredTrial[]): string {
  const failed = trials.filter(hasFailed)
  const [first] = failed
  const label = plan.arms.find(({ name }) => name === first?.arm)?.label ?? ''
  const count = failed.length === 1 ? 'A training failed,' : `${failed.length} trainings failed, the first`
  return `${count} of ‘${label}’: ${first?.error ?? 'It was stopped.'}`
}

function isFinishedFinal({ stage, outcome }: KnownTrial): boolean {
  return stage === 'final' && outcome === 'finished'
}

function lowerFirst(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

function hasFailed({ state }: StoredTrial): boolean {
  return state === 'failed' || state === 'stopped'
}
