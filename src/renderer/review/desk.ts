import { createStore, type StoreApi } from 'zustand/vanilla'
import { assertNever } from '#shared/assert-never.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import {
  type DecisionBatch,
  type DeskCommand,
  type DeskDecision,
  type DeskEvent,
  type DeskState,
  INITIAL_DESK,
  type QueueUpdate,
  reduceDesk,
} from './desk-state.ts'

/** What the desk needs of the world. Every promise answers when the thing is done for good. */
export interface DeskEngine {
  /** Answers once the proposal can be seen. */
  seen(proposal: ProposalId): Promise<unknown>
  decide(decision: DeskDecision, dwell: number | null): Promise<unknown>
  /** The proposals that are as before again; null when there was nothing to undo. */
  undo(): Promise<{ proposals: readonly ProposalId[]; description: string } | null>
  undone(description: string | null): void
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

  /** Begins with a queue, at a proposal where one is given. */
  open(queue: readonly ProposalId[], at?: ProposalId): void {
    this.enqueueUpdate({ kind: 'opened', queue, at })
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
    let returned: readonly ProposalId[]
    try {
      returned = await this.#perform(batch)
    } catch (error) {
      this.#apply({ kind: 'failed', error })
      return
    }
    this.#apply({ kind: 'acknowledged', returned, now: Date.now() })
  }

  async #perform(batch: DecisionBatch): Promise<readonly ProposalId[]> {
    switch (batch.kind) {
      case 'undo': {
        const undone = await this.#engine.undo()
        this.#engine.undone(undone?.description ?? null)
        return undone?.proposals ?? []
      }
      case 'decide':
        if (batch.awaits !== null) await this.#engine.seen(batch.awaits)
        await this.#engine.decide(batch.decision, batch.dwell)
        return []
      default:
        return assertNever(batch)
    }
  }
}
