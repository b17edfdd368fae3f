import { setImmediate, setTimeout } from 'node:timers/promises'
import type { CataloguePictures } from '#main/encoders/catalogue-pictures.ts'
import type { CatalogueEncoder } from '#main/encoders/catalogue-texts.ts'
import { unlessAborted } from '#main/encoders/unless-aborted.ts'
import { visualSpace } from '#main/encoders/visual-space.ts'
import {
  type Generator,
  ItemFailure,
  JobFailure,
  Outage,
  RetryableFailure,
  type StepMemory,
  type Turns,
} from '#main/generators/generator.ts'
import type { Generators } from '#main/generators/generators.ts'
import { type ItemCost, itemCost } from '#main/proposals/costs/item-cost.ts'
import { chooseExamples } from '#main/proposals/examples/choose-examples.ts'
import { diskFailure } from '#main/store/disk-failure.ts'
import { type Positive, readPositive } from '#main/store/item-repository.ts'
import {
  countAttempt,
  countWaiting,
  failLease,
  finishLease,
  leaseNext,
  readAttempts,
  releaseLease,
} from '#main/store/job-item-repository.ts'
import type { StoredJob } from '#main/store/job-repository.ts'
import { insertProposal, type NewProposal } from '#main/store/proposal-repository.ts'
import { keepStepAnswer, readStepAnswer } from '#main/store/step-answer-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { ItemId, ProposalId } from '#shared/contract/ids.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { examplesOf } from '#shared/generators/example-settings.ts'
import { Absence } from './absence.ts'
import { backoff, MAX_ATTEMPTS } from './backoff.ts'
import { draftProposal, type Spaces } from './draft-proposal.ts'
import { FailureStreak } from './failure-streak.ts'
import { StepTurns } from './turns.ts'

export interface JobExecutionContext {
  workspace: Workspace
  /** Names this engine on the leases. */
  instance: string
  catalogue: CatalogueEncoder
  pictures: CataloguePictures
  createGenerator: Generators['create']
  /** An item ended; with its proposal when it was done, and what it took of a model that was asked. */
  onItem: (proposal: ProposalId | null, cost: ItemCost | null) => void
  /** Comes behind every new proposal, and plants an audit by chance. */
  plant: (proposal: ProposalId) => void
  /** `waitingFor` changed. */
  onWaiting: () => void
  /** Milliseconds for which a server that is gone is waited for. */
  outagePatience?: number | undefined
  /** Something failed that nobody foresaw; it belongs into the log. */
  onBug: (error: unknown) => void
}

export type Ending =
  /** Every item is done or failed. */
  | { kind: 'complete' }
  /** No item can go on until a person has done something. */
  | { kind: 'stuck'; message: string }
  /** It was told to stop. */
  | { kind: 'stopped' }

interface Tools extends Spaces {
  generator: Generator
}

/**
 * Works on one job's items until there are none or it is stopped. All that matters is in the store, row by
 * row: a run can be dropped at any instant, and another goes on where it was.
 */
export class JobExecution {
  readonly ended: Promise<Ending>
  readonly #context: JobExecutionContext
  readonly #job: StoredJob
  /** Aborted: no further item is begun and no further question asked, none waits for another attempt. */
  readonly #hold = new AbortController()
  /** Aborted: items in flight are dropped, too. */
  readonly #drop = new AbortController()
  readonly #turns: StepTurns
  readonly #counted = new Set<ItemId>()
  readonly #absence: Absence
  #stuck: string | undefined
  readonly #failures = new FailureStreak()

  constructor(context: JobExecutionContext, job: StoredJob) {
    this.#context = context
    this.#job = job
    this.#turns = new StepTurns(job.options.concurrency, this.#hold.signal)
    this.#absence = new Absence(context.onWaiting, context.outagePatience)
    this.ended = this.#run()
  }

  get stopping(): boolean {
    return this.#hold.signal.aborted
  }

  /** Items whose newest lease counted an attempt, which is taken back where they are given back. */
  get counted(): ReadonlySet<ItemId> {
    return this.#counted
  }

  /** What is waited for, in a sentence; null while the server answers. */
  get waitingFor(): string | null {
    return this.#absence.sentence
  }

  /** Lets questions that have their turn and items that take none come to their end; gives back the others, and begins nothing. */
  drain(): void {
    this.#hold.abort()
  }

  /** Drops items in flight and gives them back. */
  abort(): void {
    this.#hold.abort()
    this.#drop.abort()
  }

  async #run(): Promise<Ending> {
    const tools = await this.#prepare()
    if (tools !== undefined) {
      while (!this.stopping && countWaiting(this.#context.workspace.database, this.#job.id) > 0) {
        const { concurrency } = this.#job.options
        const length = Math.max(concurrency, tools.generator.window ?? 0)
        const workers = Array.from({ length }, () => this.#work(tools))
        try {
          await Promise.all(workers)
        } catch (error) {
          // The first worker to fail has spoken; the others give back what they hold.
          this.abort()
          await Promise.allSettled(workers)
          throw error
        }
      }
    }
    if (this.#stuck !== undefined) return { kind: 'stuck', message: this.#stuck }
    return { kind: this.stopping ? 'stopped' : 'complete' }
  }

  async #prepare(): Promise<Tools | undefined> {
    const { dataset, options } = this.#job
    try {
      const generator = this.#context.createGenerator(options.generator, dataset)
      await unlessAborted(generator.prepare(this.#hold.signal), this.#hold.signal)
      const { catalogue, pictures } = this.#context
      const texts = await unlessAborted(catalogue(dataset), this.#hold.signal)
      const space = visualSpace({ texts: catalogue, pictures }, dataset, texts.settings)
      return { generator, texts, space: await unlessAborted(space, this.#hold.signal) }
    } catch (error) {
      if (this.stopping) return undefined
      if (!(error instanceof ExpectedError)) throw error
      this.#block(error)
      return undefined
    }
  }

  async #work(tools: Tools): Promise<void> {
    const { workspace, instance } = this.#context
    while (!this.stopping) {
      // One that takes turns is attempted when it has the first one.
      const counts = tools.generator.window === undefined
      const item = leaseNext(workspace.database, this.#job.id, instance, counts)
      if (item === undefined) return
      if (counts) this.#counted.add(item)
      else this.#counted.delete(item)
      await this.#settle(item, tools)
      // A generator without a model never waits for anything; the engine has windows to answer.
      await setImmediate()
    }
  }

  /** Brings one item to an end: done, failed, or given back. */
  async #settle(leased: ItemId, tools: Tools): Promise<void> {
    const { database } = this.#context.workspace
    const item = readPositive(database, leased)
    // The data set was removed, and the job with it.
    if (item === undefined) return
    const turns = this.#turnsOf(item.id)
    let looks = 0
    for (;;) {
      try {
        const made = await this.#attempt(item, turns, tools)
        this.#failures.succeeded()
        this.#absence.answered()
        if (made !== undefined) {
          this.#context.onItem(made.proposal, made.cost)
          this.#context.plant(made.proposal)
        }
        return
      } catch (error) {
        // What waited for its turn comes on with the answers that it has when the job goes on.
        const held = this.stopping && error === this.#hold.signal.reason
        if (held || this.#drop.signal.aborted) return this.#giveBack(item)
        if (error instanceof Outage) {
          looks += 1
          const wait = this.#absence.found(error, looks)
          if (wait !== null && (await this.#wait(wait))) continue
          return wait === null ? this.#fail(item, error) : this.#giveBack(item)
        }
        this.#absence.answered()
        if (!(error instanceof RetryableFailure)) return this.#fail(item, error)
        this.#countFirst(item.id)
        // As the row has it: an answer that was kept in between began the count anew.
        const attempts = readAttempts(database, this.#job.id, item.id)
        if (attempts === undefined) return
        if (attempts >= MAX_ATTEMPTS) return this.#fail(item, error)
        if (!(await this.#wait(error.retryAfter ?? backoff(attempts, Math.random())))) {
          return this.#giveBack(item)
        }
        this.#count(item.id)
      }
    }
  }

  async #attempt(
    item: Positive,
    turns: Turns,
    { generator, ...spaces }: Tools,
  ): Promise<{ proposal: ProposalId; cost: ItemCost | null } | undefined> {
    const { seed, hint, advice = [], concurrency, generator: options } = this.#job.options
    const { database, paths } = this.#context.workspace
    const examples = chooseExamples(database, item, spaces.texts, {
      count: examplesOf(options),
      before: this.#job.createdAt,
    })
    const generation = await generator.propose(
      {
        id: item.id,
        title: item.title,
        description: item.description,
        category: item.category,
        attributes: item.attributes,
        image: item.image && { hash: item.image, path: paths.media(item.image) },
      },
      {
        seed,
        hint: hint ?? null,
        signal: this.#drop.signal,
        turns,
        memory: this.#memoryOf(item.id),
        examples,
        advice,
      },
    )
    const shown = examples.map(({ proposal }) => proposal)
    const draft = await draftProposal(
      this.#context.workspace.database,
      this.#job,
      item,
      generation,
      spaces,
      shown,
    )
    this.#drop.signal.throwIfAborted()
    const proposal = this.#store(draft)
    return proposal && { proposal, cost: itemCost(generation.steps, concurrency) }
  }

  /** The job's turns; the first one of an item that waited for it counts its attempt. */
  #turnsOf(item: ItemId): Turns {
    return {
      take: async (step) => {
        const end = await this.#turns.take(step)
        try {
          this.#countFirst(item)
          return end
        } catch (error) {
          // On a full disk: the turn is another's, who may tell so.
          end()
          throw error
        }
      },
    }
  }

  #countFirst(item: ItemId): void {
    if (!this.#counted.has(item)) this.#count(item)
  }

  #count(item: ItemId): void {
    countAttempt(this.#context.workspace.database, this.#job.id, item)
    this.#counted.add(item)
  }

  #memoryOf(item: ItemId): StepMemory {
    const { workspace, instance } = this.#context
    const { id } = this.#job
    return {
      read: (step) => readStepAnswer(workspace.database, id, item, step),
      keep: (answer) => {
        this.#absence.answered()
        keepStepAnswer(workspace.database, id, item, instance, answer)
      },
    }
  }

  /** The proposal and the end of its lease, both or neither: that is why nothing is proposed twice. */
  #store(proposal: NewProposal): ProposalId | undefined {
    const { database } = this.#context.workspace
    return database.transaction(() => {
      const held = finishLease(
        database,
        this.#job.id,
        proposal.item,
        this.#context.instance,
        proposal.createdAt,
      )
      return held ? insertProposal(database, proposal) : undefined
    })
  }

  #fail(item: Positive, error: unknown): void {
    // Nothing is wrong with the item, and the next would fare no better.
    const disk = diskFailure(error, this.#context.workspace.paths.root)
    if (disk !== null) throw disk
    if (error instanceof JobFailure) {
      this.#giveBack(item)
      this.#block(error)
      return
    }
    const foreseen = error instanceof ExpectedError
    if (!foreseen) this.#context.onBug(error)
    const message = error instanceof Error ? error.message : String(error)
    failLease(this.#context.workspace.database, this.#job.id, item.id, this.#context.instance, {
      error: foreseen ? message : `The studio failed on this item: ${message}`,
      answers: error instanceof ItemFailure ? error.answers : [],
      finishedAt: Date.now(),
    })
    this.#context.onItem(null, null)
    const reason = this.#failures.failed(error)
    if (reason !== null) this.#block(reason)
  }

  #giveBack({ id }: Positive): void {
    const { workspace, instance } = this.#context
    releaseLease(workspace.database, this.#job.id, id, instance, this.#counted.has(id))
  }

  #block(error: ExpectedError): void {
    this.#stuck ??= error.retry === undefined ? error.message : `${error.message} ${error.retry}`
    this.drain()
  }

  /** Whether the wait came to its end. */
  async #wait(milliseconds: number): Promise<boolean> {
    try {
      await setTimeout(milliseconds, undefined, { signal: this.#hold.signal })
      return true
    } catch (error) {
      if (this.stopping) return false
      throw error
    }
  }
}
