import { createStore, type StoreApi } from 'zustand/vanilla'
import { assertNever } from '#shared/assert-never.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { ProposalFilter } from '#shared/contract/proposals.ts'
import {
  type DecisionBatch,
  type DeskCommand,
  type DeskDecision,
  type DeskEvent,
  type DeskState,
  INITIAL_DESK,
  type KeyVerdict,
  type QueueUpdate,
  reduceDesk,
} from './desk-state.ts'
import type { Stretch } from './session.ts'

/** What taking back or bringing back came to, as the desk needs it. */
export interface StepChange {
  readonly proposals: readonly ProposalId[]
}

/** What the desk needs of the world. Every promise answers when the thing is done for good. */
export interface DeskEngine {
  /** Answers once the proposal can be seen. */
  seen(proposal: ProposalId): Promise<unknown>
  /** Answers with what comes next, which nobody else has on screen; null where the desk is to choose. */
  decide(decision: DeskDecision, dwell: number): Promise<ProposalId | null>
  /** One verdict on each of them as one step; answers as `decide` does. */
  several(batch: Extract<DecisionBatch, { kind: 'several' }>): Promise<ProposalId | null>
  bulk(verdict: KeyVerdict, filter: ProposalFilter): Promise<unknown>
  /** Null when there was nothing to undo. */
  undo(): Promise<StepChange | null>
  redo(): Promise<StepChange | null>
}

/**
 * The curator's desk: what is on screen, and what is done to it. Everything goes one way: a command
 * or an update is reduced into the state, a decision batch that the state has in flight goes to the
 * engine, and the engine's answer is the next event.
 */
export class ReviewDesk {
  readonly store: StoreApi<DeskState> = createStore(() => INITIAL_DESK)
  readonly #engine: DeskEngine

  constructor(engine: DeskEngine) {
    this.#engine = engine
  }

  dispatch(command: DeskCommand): void {
    this.#apply({ kind: 'command', command })
  }

  /** Takes in what the queue has become, as soon as no command is open. */
  enqueueUpdate(update: QueueUpdate): void {
    this.#apply({ kind: 'update', update })
  }

  /** Begins with a stretch of the queue, at a proposal where one is given. */
  open(stretch: Stretch, at?: ProposalId): void {
    this.enqueueUpdate({ kind: 'opened', stretch, at })
  }

  /** A regenerated proposal is there: it comes next. */
  insertNext(proposal: ProposalId): void {
    this.enqueueUpdate({ kind: 'regenerated', proposal })
  }

  /** The proposal came on screen: its dwell time starts. `at` as `performance.now` counts. */
  show(proposal: ProposalId, at: number): void {
    this.#apply({ kind: 'shown', proposal, at })
  }

  #apply(event: DeskEvent): void {
    const before = this.store.getState()
    const after = reduceDesk(before, event)
    if (after === before) return
    this.store.setState(after, true)
    if (after.inFlight !== null && after.inFlight !== before.inFlight) void this.#send(after.inFlight)
  }

  async #send(batch: DecisionBatch): Promise<void> {
    let done: { returned: readonly ProposalId[]; next: ProposalId | null }
    try {
      done = await this.#perform(batch)
    } catch (error) {
      this.#apply({ kind: 'failed', error })
      return
    }
    this.#apply({ kind: 'acknowledged', ...done, now: Date.now() })
  }

  async #perform(
    batch: DecisionBatch,
  ): Promise<{ returned: readonly ProposalId[]; next: ProposalId | null }> {
    switch (batch.kind) {
      case 'undo':
        return { returned: (await this.#engine.undo())?.proposals ?? [], next: null }
      case 'redo':
        return { returned: (await this.#engine.redo())?.proposals ?? [], next: null }
      case 'bulk':
        await this.#engine.bulk(batch.verdict, batch.filter)
        return { returned: [], next: null }
      case 'several':
        return { returned: [], next: await this.#engine.several(batch) }
      case 'decide': {
        const { decision, dwell, awaited } = batch
        if (awaited) await this.#engine.seen(decision.proposal)
        return { returned: [], next: await this.#engine.decide(decision, dwell) }
      }
      default:
        return assertNever(batch)
    }
  }
}
