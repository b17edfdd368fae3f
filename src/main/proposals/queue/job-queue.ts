import type { Plant } from '#main/curation/audits/planting.ts'
import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import type { Generators } from '#main/generators/generators.ts'
import { CostMeter } from '#main/proposals/costs/cost-meter.ts'
import type { ItemCost } from '#main/proposals/costs/item-cost.ts'
import { measuredCosts } from '#main/proposals/costs/measured-costs.ts'
import { diskFailure } from '#main/store/disk-failure.ts'
import {
  countWaiting,
  releaseForeignLeases,
  releaseLeases,
  retryFailedItems,
} from '#main/store/job-item-repository.ts'
import { insertJob, listJobs, moveJob, readJob, type StoredJob } from '#main/store/job-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { DatasetId, ItemId, JobId, ProposalId } from '#shared/contract/ids.ts'
import type { Job, ProposeOptions, TokenCount } from '#shared/contract/jobs.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type JobEvent, nextJobState } from '#shared/jobs/life-cycle.ts'
import { MAX_ATTEMPTS } from './backoff.ts'
import { type Ending, JobExecution } from './job-execution.ts'
import { RateMeter } from './rate-meter.ts'

export interface JobQueueDependencies {
  workspace: Workspace
  publish: Publish
  /** Changes with every start of the engine. */
  instance: string
  catalogue: CatalogueEncoder
  pictures: CataloguePictures
  createGenerator: Generators['create']
  /** Plants an audit behind a new proposal by chance; left out: none. */
  plant?: Plant
  /** Called when a job that made proposals is finished, after its state is on record. */
  onFinished: (dataset: DatasetId) => void
  /** Milliseconds for which a job waits for a server that is gone; a minute where it is left out. */
  outagePatience?: number
  /** Logs what nobody foresaw. */
  onBug: (error: unknown) => void
}

/** What a person can ask of a job, and how a refusal calls it. */
type Wish = 'pause' | 'resume' | 'stop' | 'retry'
const WISHED: Readonly<Record<Wish, string>> = {
  pause: 'paused',
  resume: 'resumed',
  stop: 'stopped',
  retry: 'tried again',
}

/** At most five progress events a second and job. */
const PROGRESS_INTERVAL = 200

/**
 * Runs jobs; their whole state is in the store. Jobs run side by side, each with its own concurrency, so that
 * a regenerated proposal does not wait for a night's batch.
 */
export class JobQueue {
  readonly #dependencies: JobQueueDependencies
  readonly #executions = new Map<JobId, JobExecution>()
  readonly #meters = new Map<JobId, RateMeter>()
  readonly #costs = new Map<JobId, CostMeter>()
  readonly #announcements = new Map<JobId, NodeJS.Timeout>()
  #started = false
  #closed = false

  constructor(dependencies: JobQueueDependencies) {
    this.#dependencies = dependencies
  }

  /**
   * Takes over what an engine that is gone had begun, and continues the jobs that were running. Nothing
   * does so before; setting any job to work starts the queue as well.
   */
  start(): void {
    if (this.#started) return
    this.#started = true
    const { workspace, instance } = this.#dependencies
    releaseForeignLeases(
      workspace.database,
      instance,
      MAX_ATTEMPTS,
      `The studio stopped ${MAX_ATTEMPTS} times while it worked on this item.`,
      Date.now(),
    )
    for (const job of listJobs(workspace.database)) {
      if (job.state === 'running') this.#run(job.id)
    }
  }

  /** A new job; without items it is done at once. */
  add(job: { dataset: DatasetId; options: ProposeOptions }, items: readonly ItemId[]): Job {
    this.start()
    const id = insertJob(this.#dependencies.workspace.database, { ...job, createdAt: Date.now() }, items)
    if (items.length === 0) {
      this.#move(id, 'finish', 'Every item has a proposal of this generator and model already.')
    } else {
      this.#run(id)
    }
    return this.#announce(id)
  }

  /** Names of the jobs whose items are in flight. */
  get atWork(): string[] {
    return [...this.#executions.keys()].map((job) => `job ${job}`)
  }

  list(): Job[] {
    return listJobs(this.#dependencies.workspace.database).map((job) => this.#withRate(job))
  }

  /** @throws ExpectedError NOT_FOUND */
  get(job: JobId): Job {
    return this.#withRate(this.#read(job))
  }

  /**
   * Waiting items stay where they are at once; questions that have their turn come to their end, and so do items in flight
   * that take no turns. Leaves a paused job as it is.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT when it has ended
   */
  pause(job: JobId): Job {
    if (this.#read(job).state === 'paused') return this.get(job)
    this.#wish(job, 'pause')
    this.#executions.get(job)?.drain()
    return this.#announce(job)
  }

  /**
   * Goes on with a paused job. Leaves a running one as it is.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT when it has ended
   */
  resume(job: JobId): Job {
    this.start()
    if (this.#read(job).state === 'running') return this.get(job)
    this.#wish(job, 'resume')
    this.#run(job)
    return this.#announce(job)
  }

  /**
   * Ends a job for good; what is done stays, requests in flight are dropped. Leaves a stopped job as it is.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT when it has ended by itself
   */
  stop(job: JobId): Job {
    if (this.#read(job).state === 'stopped') return this.get(job)
    this.#wish(job, 'stop')
    this.#executions.get(job)?.abort()
    return this.#announce(job)
  }

  /**
   * Puts failed items back into the queue and the job to work. Leaves a job without failures as it is.
   *
   * @throws ExpectedError NOT_FOUND; CONFLICT when it was stopped
   */
  retryFailed(job: JobId): Job {
    this.start()
    this.#refuseImpossible(job, 'retry')
    const { database } = this.#dependencies.workspace
    const waiting = database.transaction(() => {
      const items = retryFailedItems(database, job)
      if (items > 0) this.#move(job, 'retry', null)
      return items
    })
    if (waiting > 0) this.#run(job)
    return this.#announce(job)
  }

  /** Resolves when no item of the job is in flight any more; for commands that wait. */
  async settled(job: JobId): Promise<void> {
    for (let run = this.#executions.get(job); run !== undefined; run = this.#executions.get(job)) {
      // What the queue itself does at the end was registered earlier and has happened by then.
      await run.ended.catch(() => undefined)
    }
  }

  /** Drops what is in flight and gives it back; running jobs go on at the next start. */
  async close(): Promise<void> {
    this.#closed = true
    const runs = [...this.#executions.values()]
    for (const run of runs) run.abort()
    await Promise.allSettled(runs.map((run) => run.ended))
    for (const timer of this.#announcements.values()) clearTimeout(timer)
    this.#announcements.clear()
  }

  #run(id: JobId): void {
    // One that was paused may still have items in flight; the next run begins when it has ended.
    if (this.#closed || this.#executions.has(id)) return
    this.#meters.set(id, new RateMeter())
    const { workspace, instance, catalogue, pictures, createGenerator, onBug } = this.#dependencies
    const job = this.#read(id)
    this.#costs.set(id, new CostMeter(measuredCosts(workspace.database, job.options.generator)))
    const run = new JobExecution(
      {
        workspace,
        instance,
        catalogue,
        pictures,
        createGenerator,
        onBug,
        onItem: (proposal, cost) => this.#itemEnded(job, proposal, cost),
        plant: (proposal) => this.#plant(job, proposal),
        onWaiting: () => {
          if (readJob(workspace.database, id) !== undefined) this.#announce(id)
        },
        outagePatience: this.#dependencies.outagePatience,
      },
      job,
    )
    this.#executions.set(id, run)
    run.ended
      .then(
        (ending) => this.#ended(run, id, ending),
        (error: unknown) => {
          onBug(error)
          this.#ended(run, id, { kind: 'stuck', message: whyStuck(error, workspace.paths.root) })
        },
      )
      .catch(onBug)
  }

  #ended(run: JobExecution, id: JobId, ending: Ending): void {
    this.#executions.delete(id)
    if (this.#closed) return
    const { workspace, instance } = this.#dependencies
    workspace.reserve.putOnRecord(() => {
      // Another execution is at work, after a disk that was full for a while.
      if (this.#executions.has(id)) return
      const job = readJob(workspace.database, id)
      // Removed with its data set while it ran.
      if (job === undefined) return
      // What could not be given back when it was dropped.
      if (ending.kind === 'stuck') releaseLeases(workspace.database, id, instance, run.counted)
      if (job.state === 'running') this.#conclude(job, ending)
      this.#announce(id)
    })
  }

  /** What becomes of a job that still counts as running when its run has ended. */
  #conclude(job: StoredJob, ending: Ending): void {
    switch (ending.kind) {
      case 'complete':
        // Failed items were put back just now, or an engine that is not quite gone holds some of them still;
        // those come back at the next start.
        if (countWaiting(this.#dependencies.workspace.database, job.id) > 0) this.#run(job.id)
        else if (job.done + job.failed < job.total) break
        else if (job.done > 0) {
          this.#move(job.id, 'finish', failureNote(job.failed))
          this.#dependencies.onFinished(job.dataset)
        } else this.#move(job.id, 'fail', 'No item succeeded; the failures say why.')
        break
      case 'stuck':
        this.#move(job.id, 'pause', ending.message)
        break
      case 'stopped':
        // Resumed before the paused run had come to its end.
        this.#run(job.id)
        break
      default:
        assertNever(ending)
    }
  }

  #itemEnded(job: StoredJob, proposal: ProposalId | null, cost: ItemCost | null): void {
    this.#meters.get(job.id)?.add(Date.now())
    if (cost !== null) this.#costs.get(job.id)?.add(cost)
    if (proposal !== null) {
      this.#dependencies.publish({ topic: 'proposal', dataset: job.dataset, job: job.id, proposal })
    }
    if (this.#announcements.has(job.id)) return
    const timer = setTimeout(() => {
      this.#announcements.delete(job.id)
      const current = readJob(this.#dependencies.workspace.database, job.id)
      if (current !== undefined) {
        this.#dependencies.publish({ topic: 'job', job: this.#withRate(current) })
      }
    }, PROGRESS_INTERVAL)
    this.#announcements.set(job.id, timer)
  }

  /** What fails here costs an audit, and neither the proposal nor the job. */
  #plant({ dataset, id }: StoredJob, behind: ProposalId): void {
    const { plant, publish, onBug } = this.#dependencies
    try {
      const proposal = plant?.(id, behind)
      if (proposal) publish({ topic: 'proposal', dataset, job: id, proposal })
    } catch (error) {
      onBug(error)
    }
  }

  /** Tells every window at once; a progress event that was still to come would be older news. */
  #announce(id: JobId): Job {
    clearTimeout(this.#announcements.get(id))
    this.#announcements.delete(id)
    const job = this.get(id)
    this.#dependencies.publish({ topic: 'job', job })
    return job
  }

  #read(id: JobId): StoredJob {
    const job = readJob(this.#dependencies.workspace.database, id)
    if (job === undefined) throw new ExpectedError('NOT_FOUND', 'This job does not exist any more.')
    return job
  }

  /** Does what a person asked of a job. */
  #wish(job: JobId, event: Wish): void {
    this.#refuseImpossible(job, event)
    this.#move(job, event, null)
  }

  #refuseImpossible(job: JobId, event: Wish): void {
    const { state } = this.#read(job)
    if (nextJobState(state, event) !== null) return
    const has = state === 'failed' ? 'has failed' : `is ${state}`
    throw new ExpectedError('CONFLICT', `This job ${has} and cannot be ${WISHED[event]}.`)
  }

  #move(job: JobId, event: JobEvent, message: string | null): void {
    moveJob(this.#dependencies.workspace.database, job, event, { message, at: Date.now() })
  }

  #withRate(job: StoredJob): Job {
    const rate = this.#meters.get(job.id)?.perMinute() ?? null
    const isRunning = job.state === 'running'
    const cost = isRunning ? (this.#costs.get(job.id)?.mean() ?? null) : null
    const left = job.total - job.done - job.failed
    const seconds = cost?.seconds ?? (rate === null ? null : 60 / rate)
    return {
      ...job,
      rate,
      secondsLeft: seconds === null || !isRunning ? null : left * seconds,
      tokensLeft: tokensOf(cost, left),
      waitingFor: isRunning ? (this.#executions.get(job.id)?.waitingFor ?? null) : null,
    }
  }
}

function tokensOf(cost: ItemCost | null, items: number): TokenCount | null {
  if (cost === null || cost.promptTokens === null || cost.answerTokens === null) return null
  return { prompt: cost.promptTokens * items, answer: cost.answerTokens * items }
}

function whyStuck(error: unknown, workspace: string): string {
  const disk = diskFailure(error, workspace)
  if (disk !== null) return `${disk.message} ${disk.retry}`
  return `The studio failed: ${error instanceof Error ? error.message : String(error)}`
}

function failureNote(failed: number): string | null {
  if (failed === 0) return null
  return failed === 1 ? 'One item failed.' : `${failed} items failed.`
}
