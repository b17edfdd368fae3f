import { setImmediate } from 'node:timers/promises'
import {
  type Bulk,
  endBulk,
  insertBulk,
  listRunningBulks,
  moveBulk,
  readBulk,
  readNewestProposal,
  readStandingSteps,
} from '#main/store/bulk-repository.ts'
import { insertDecision } from '#main/store/decision-repository.ts'
import { countProposalsByState, listProposalsAfter } from '#main/store/proposal-list.ts'
import {
  insertUnsettled,
  moveUnsettled,
  readProposalsOfStep,
  readUnsettled,
  settleProposal,
} from '#main/store/standing-repository.ts'
import { insertStep, readStep } from '#main/store/step-repository.ts'
import type { Workspace } from '#main/store/workspace.ts'
import type { Annotator, DatasetId, StepId } from '#shared/contract/ids.ts'
import type { ProposalFilter } from '#shared/contract/proposals.ts'
import { type BulkProgress, countOfStates } from '#shared/contract/review.ts'
import type { Publish } from '#shared/contract/system.ts'
import { ExpectedError } from '#shared/expected-error.ts'

interface Dependencies {
  workspace: Workspace
  publish: Publish
  onBug: (error: unknown) => void
  /** A step of so many proposals is written at once; a larger one in parts, between which decisions of others come in. */
  atOnce?: number
}

const AT_ONCE = 500
/** A part takes about as long; a decision waits for one at most. */
const PART_MILLISECONDS = 15
const PROGRESS_MILLISECONDS = 250

/**
 * Steps over more proposals than one short transaction can write: bulk actions, and taking such steps back or bringing them back. What
 * is left to do is in the database, so that a crash costs nothing and the next start goes on.
 */
export class LongSteps {
  readonly #with: Dependencies
  readonly #closing = new AbortController()
  readonly #announced = new Map<DatasetId, number>()
  #work: Promise<void> | null = null
  #size: number
  /** A step of more decisions goes in parts. */
  readonly atOnce: number

  constructor(dependencies: Dependencies) {
    this.#with = dependencies
    this.atOnce = dependencies.atOnce ?? AT_ONCE
    this.#size = this.atOnce
  }

  /** Goes on with what is unfinished. */
  start(): void {
    if (this.#work !== null || this.#closing.signal.aborted) return
    this.#work = this.#run()
      .catch(this.#with.onBug)
      .finally(() => {
        this.#work = null
      })
  }

  /** Answers when nothing is left to do. */
  async settled(): Promise<void> {
    while (this.#work !== null) await this.#work
  }

  async close(): Promise<void> {
    this.#closing.abort()
    await this.#work
  }

  /** Begins a bulk action; a small one is done when this returns. */
  begin(request: {
    annotator: Annotator
    filter: ProposalFilter
    verdict: BulkProgress['verdict']
    note: string | null
  }): BulkProgress {
    const { database } = this.#with.workspace
    const { annotator, filter, verdict, note } = request
    const { dataset } = filter
    const bulk = database.transaction(() => {
      const last = readNewestProposal(database, dataset)
      const total = countOfStates(countProposalsByState(database, filter), filter.states)
      if (last === undefined || total === 0) {
        throw new ExpectedError('NOT_FOUND', 'There is nothing that the filter lets through.', {
          retry: 'Change the filter.',
        })
      }
      const step = insertStep(database, {
        annotator,
        kind: 'bulk',
        target: null,
        dataset,
        decisions: 0,
        dwell: null,
        createdAt: Date.now(),
      })
      insertBulk(database, { step, filter, verdict, note, total, last })
      const begun = requireBulk(readBulk(database, step))
      if (total <= this.atOnce) this.#bulkPart(begun, this.atOnce + 1)
      return requireBulk(readBulk(database, step))
    })
    this.#announce(bulk)
    this.start()
    return progressOf(bulk)
  }

  /** @throws ExpectedError NOT_FOUND */
  stop(step: StepId): BulkProgress {
    const { database } = this.#with.workspace
    endBulk(database, step, 'stopped')
    const bulk = requireBulk(readBulk(database, step))
    this.#announce(bulk)
    return progressOf(bulk)
  }

  /** Works out what stands of a large step's proposals; to be called in the transaction that changed it. */
  settleLater(step: StepId): void {
    insertUnsettled(this.#with.workspace.database, step)
    // Not before the transaction has ended.
    queueMicrotask(() => this.start())
  }

  progress(step: StepId): BulkProgress {
    return progressOf(requireBulk(readBulk(this.#with.workspace.database, step)))
  }

  async #run(): Promise<void> {
    const { database } = this.#with.workspace
    while (!this.#closing.signal.aborted) {
      // Other requests come first.
      await setImmediate()
      if (this.#closing.signal.aborted) return
      const begun = performance.now()
      const [unsettled] = readUnsettled(database)
      if (unsettled !== undefined) {
        this.#settlePart(unsettled)
      } else {
        const [running] = listRunningBulks(database)
        if (running === undefined) return
        const bulk = readBulk(database, running)
        if (bulk === undefined) endBulk(database, running, 'stopped')
        else {
          database.transaction(() => this.#bulkPart(bulk, this.#size))
          this.#announce(requireBulk(readBulk(database, running)))
        }
      }
      this.#adapt(performance.now() - begun)
    }
  }

  #adapt(milliseconds: number): void {
    const wanted = (this.#size * PART_MILLISECONDS) / Math.max(milliseconds, 1)
    this.#size = Math.ceil(Math.min(2000, Math.max(this.atOnce / 25, (this.#size + wanted) / 2)))
  }

  #bulkPart(bulk: Bulk, size: number): void {
    const { database } = this.#with.workspace
    const page = listProposalsAfter(database, bulk.filter, bulk.after, size)
    const within = page.filter((proposal) => proposal <= bulk.last)
    const standing = readStandingSteps(database, within)
    // What somebody decided since is not overruled.
    const open = within.filter((proposal) => (standing.get(proposal) ?? 0) < bulk.step)
    for (const proposal of open) {
      insertDecision(database, bulk.step, {
        verdict: bulk.verdict,
        proposal,
        ...(bulk.note === null ? {} : { note: bulk.note }),
      })
    }
    const over = page.length < size || within.length < page.length
    const decided = bulk.decided + open.length
    moveBulk(database, bulk.step, {
      after: within.at(-1) ?? bulk.after,
      decided: open.length,
      passed: over ? Math.max(0, bulk.total - decided) : 0,
    })
    if (over) endBulk(database, bulk.step, 'finished')
  }

  #settlePart({ step, after }: { step: StepId; after: number }): void {
    const { database } = this.#with.workspace
    const size = this.#size
    const over = database.transaction(() => {
      const proposals = readProposalsOfStep(database, step, { after, limit: size })
      for (const proposal of proposals) settleProposal(database, proposal)
      const last = proposals.length < size ? null : (proposals.at(-1) ?? null)
      moveUnsettled(database, step, last)
      return last === null
    })
    const settled = readStep(database, step)
    if (settled?.dataset != null) this.#announceCounts(settled.dataset, settled.annotator, over)
  }

  #announce(bulk: Bulk): void {
    const ended = bulk.state !== 'running'
    if (this.#announceCounts(bulk.dataset, bulk.annotator, ended)) {
      this.#with.publish({ topic: 'bulk', progress: progressOf(bulk) })
    }
  }

  /** @returns whether it was time to say something */
  #announceCounts(dataset: DatasetId, annotator: Annotator, ended: boolean): boolean {
    const now = performance.now()
    if (!ended && now - (this.#announced.get(dataset) ?? 0) < PROGRESS_MILLISECONDS) return false
    this.#announced.set(dataset, now)
    const counts = countProposalsByState(this.#with.workspace.database, { dataset })
    this.#with.publish({ topic: 'decisions', dataset, annotator, changes: [], all: false, counts })
    return true
  }
}

function requireBulk(bulk: Bulk | undefined): Bulk {
  if (bulk === undefined) {
    throw new ExpectedError('NOT_FOUND', 'This bulk action does not exist any more.', {
      retry: 'Reload the page.',
    })
  }
  return bulk
}

function progressOf({
  step,
  dataset,
  annotator,
  verdict,
  state,
  total,
  decided,
  passed,
}: Bulk): BulkProgress {
  return { step, dataset, annotator, verdict, state, total, decided, passed }
}
