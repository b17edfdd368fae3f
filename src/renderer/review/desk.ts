import { assertNever } from '#shared/assert-never.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { NegativeContent } from '#shared/contract/proposals.ts'
import { NO_PACE, type Pace, paced } from './pace.ts'
import {
  decided,
  EMPTY_SESSION,
  insertedNext,
  jumpedTo,
  merged,
  moved,
  opened,
  returned,
  type Session,
} from './session.ts'
import { StepQueue } from './step-queue.ts'

/** A verdict that one key gives; an edit carries content and comes from its form. */
export type KeyVerdict = 'accept' | 'reject' | 'skip'

/** One thing that a person does with the queue. Times are milliseconds as `performance.now` counts. */
export type DeskStep =
  | { readonly kind: 'verdict'; readonly verdict: KeyVerdict; readonly pressedAt: number }
  | {
      readonly kind: 'edit'
      readonly proposal: ProposalId
      readonly content: NegativeContent
      readonly pressedAt: number
    }
  | { readonly kind: 'bulk'; readonly verdict: KeyVerdict; readonly proposals: readonly ProposalId[] }
  | { readonly kind: 'move'; readonly by: 1 | -1 }
  | { readonly kind: 'jump'; readonly position: number }
  | { readonly kind: 'undo' }

export type DeskDecision =
  | { readonly verdict: KeyVerdict; readonly proposals: readonly ProposalId[] }
  | { readonly verdict: 'edit'; readonly proposal: ProposalId; readonly content: NegativeContent }

/** What the desk needs of the world. Every promise answers when the thing is done for good. */
export interface DeskEngine {
  /** Answers once the proposal can be seen. */
  seen(proposal: ProposalId): Promise<unknown>
  decide(decision: DeskDecision, dwell: number | null): Promise<unknown>
  /** The proposals that are as before again; null when there was nothing to undo. */
  undo(): Promise<{ proposals: readonly ProposalId[]; description: string } | null>
  undone(description: string | null): void
}

export interface DeskFailure {
  /** The item that stays on screen because of it. */
  readonly proposal: ProposalId | null
  readonly error: unknown
  /** Keys pressed behind it, which were not done. */
  readonly dropped: number
}

export interface DeskState {
  readonly session: Session
  /** Steps behind the one that is being done. */
  readonly waiting: number
  readonly failure: DeskFailure | null
  readonly pace: Pace
}

/**
 * The curator's desk: what is on screen, and what is done to it. Steps are done one by one; news of
 * the queue waits until none is open, so that a key never meets an item that slipped in before it.
 */
export class ReviewDesk {
  readonly #engine: DeskEngine
  readonly #steps: StepQueue<DeskStep>
  readonly #listeners = new Set<() => void>()
  #state: DeskState = { session: EMPTY_SESSION, waiting: 0, failure: null, pace: NO_PACE }
  #news: ((session: Session) => Session)[] = []
  #shown: { proposal: ProposalId; at: number } | null = null

  constructor(engine: DeskEngine) {
    this.#engine = engine
    this.#steps = new StepQueue<DeskStep>({
      perform: (step) => this.#perform(step),
      failed: ({ error, dropped }) =>
        this.#set({ failure: { proposal: this.#state.session.current, error, dropped: dropped.length } }),
      changed: (open) => {
        const waiting = Math.max(0, open - 1)
        // A render before the decision is on its way would keep the next item waiting.
        if (waiting !== this.#state.waiting) this.#set({ waiting })
        if (open === 0) this.#readNews()
      },
    })
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly getState = (): DeskState => this.#state

  /** Begins with a queue, at a proposal where one is given. */
  open(queue: readonly ProposalId[], at?: ProposalId): void {
    this.#hear(() => opened(queue, at))
  }

  /** What the queue has become meanwhile. */
  refresh(queue: readonly ProposalId[]): void {
    this.#hear((session) => merged(session, queue))
  }

  /** A regenerated proposal is there: it comes next. */
  bring(proposal: ProposalId): void {
    this.#hear((session) => insertedNext(session, proposal))
  }

  /** The proposal came on screen: its dwell time starts. */
  show(proposal: ProposalId, at: number): void {
    if (this.#shown?.proposal !== proposal) this.#shown = { proposal, at }
  }

  press(step: DeskStep): void {
    this.#steps.press(step)
  }

  dismissFailure(): void {
    this.#set({ failure: null })
  }

  async #perform(step: DeskStep): Promise<void> {
    const { session } = this.#state
    switch (step.kind) {
      case 'move':
        return this.#go(moved(session, step.by))
      case 'jump':
        return this.#go(jumpedTo(session, step.position))
      case 'undo': {
        const undone = await this.#engine.undo()
        this.#engine.undone(undone?.description ?? null)
        return this.#go(returned(session, undone?.proposals ?? []))
      }
      case 'bulk':
        return this.#decide({ verdict: step.verdict, proposals: step.proposals }, step.proposals, null)
      case 'edit':
        return this.#decide(
          { verdict: 'edit', proposal: step.proposal, content: step.content },
          [step.proposal],
          this.#dwell(step.proposal, step.pressedAt),
        )
      case 'verdict': {
        const proposal = session.current
        if (proposal === null) return
        await this.#engine.seen(proposal)
        return this.#decide(
          { verdict: step.verdict, proposals: [proposal] },
          [proposal],
          this.#dwell(proposal, step.pressedAt),
        )
      }
      default:
        return assertNever(step)
    }
  }

  async #decide(
    decision: DeskDecision,
    proposals: readonly ProposalId[],
    dwell: number | null,
  ): Promise<void> {
    await this.#engine.decide(decision, dwell)
    this.#set({
      session: decided(this.#state.session, proposals),
      failure: null,
      // A bulk action says nothing of how fast a person decides.
      pace:
        decision.verdict !== 'edit' && dwell === null
          ? this.#state.pace
          : paced(this.#state.pace, 1, Date.now()),
    })
  }

  /** A key pressed before its item was on screen had no time to look: its dwell is 0. */
  #dwell(proposal: ProposalId, pressedAt: number): number {
    if (this.#shown?.proposal !== proposal) return 0
    return Math.max(0, Math.round(pressedAt - this.#shown.at))
  }

  #go(session: Session): void {
    this.#set({ session, failure: null })
  }

  #hear(news: (session: Session) => Session): void {
    this.#news.push(news)
    if (this.#steps.open === 0) this.#readNews()
  }

  #readNews(): void {
    if (this.#news.length === 0) return
    const session = this.#news.reduce((before, news) => news(before), this.#state.session)
    this.#news = []
    if (session !== this.#state.session) this.#set({ session })
  }

  #set(change: Partial<DeskState>): void {
    this.#state = { ...this.#state, ...change }
    for (const listener of this.#listeners) listener()
  }
}
