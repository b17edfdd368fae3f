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

/** A verdict that one key gives; an edit carries content and comes from its form. */
export type KeyVerdict = 'accept' | 'reject' | 'skip'

/** One thing that a person does with the queue. Times are milliseconds as `performance.now` counts. */
export type DeskCommand =
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

/** What goes to the engine as one piece, and comes back from undo as one piece. Dwell in milliseconds. */
export type DecisionBatch =
  | {
      readonly kind: 'decide'
      readonly decision: DeskDecision
      readonly proposals: readonly ProposalId[]
      /** Null for a bulk action, which has no dwell time per item. */
      readonly dwell: number | null
      /** The item that must be on screen before the decision counts; null where the person named it. */
      readonly awaits: ProposalId | null
    }
  | { readonly kind: 'undo' }

/** What the engine says of the queue while a person works through it. */
export type QueueUpdate =
  | { readonly kind: 'opened'; readonly queue: readonly ProposalId[]; readonly at: ProposalId | undefined }
  | { readonly kind: 'fetched'; readonly queue: readonly ProposalId[] }
  | { readonly kind: 'regenerated'; readonly proposal: ProposalId }

export type DeskEvent =
  | { readonly kind: 'command'; readonly command: DeskCommand }
  | { readonly kind: 'update'; readonly update: QueueUpdate }
  | { readonly kind: 'shown'; readonly proposal: ProposalId; readonly at: number }
  /** The batch in flight is on disk. `returned`: the proposals that an undo brought back. */
  | { readonly kind: 'acknowledged'; readonly returned: readonly ProposalId[]; readonly now: number }
  | { readonly kind: 'failed'; readonly error: unknown }

export interface DeskFailure {
  /** The item that stays on screen because of it. */
  readonly proposal: ProposalId | null
  readonly error: unknown
  /** Commands behind it, which were not carried out. */
  readonly dropped: number
}

export interface DeskState {
  /** What is on disk, and so on screen. */
  readonly session: Session
  readonly inFlight: DecisionBatch | null
  /** Commands behind the batch in flight, oldest first. */
  readonly queued: readonly DeskCommand[]
  /** Updates of the queue that wait until no command is open. */
  readonly updates: readonly QueueUpdate[]
  readonly failure: DeskFailure | null
  readonly pace: Pace
  readonly shown: { readonly proposal: ProposalId; readonly at: number } | null
}

export const INITIAL_DESK: DeskState = {
  session: EMPTY_SESSION,
  inFlight: null,
  queued: [],
  updates: [],
  failure: null,
  pace: NO_PACE,
  shown: null,
}

/**
 * The desk after an event. Commands are carried out strictly one after the other, so that pressing
 * keys fast has the outcome of pressing them slowly: each begins when the batch before it is
 * acknowledged. When a batch fails, the commands behind it were meant for items that never came up:
 * they are counted and dropped, not done to the item that stayed. Updates of the queue wait until no
 * command is open, so that a key never meets an item that slipped in before it.
 */
export function reduceDesk(state: DeskState, event: DeskEvent): DeskState {
  switch (event.kind) {
    case 'command':
      return proceeded({ ...state, queued: [...state.queued, event.command] })
    case 'update':
      return proceeded({ ...state, updates: [...state.updates, event.update] })
    case 'shown':
      if (state.shown?.proposal === event.proposal) return state
      return { ...state, shown: { proposal: event.proposal, at: event.at } }
    case 'acknowledged':
      return state.inFlight === null ? state : proceeded(acknowledged(state, state.inFlight, event))
    case 'failed':
      return proceeded({
        ...state,
        inFlight: null,
        queued: [],
        failure: { proposal: state.session.current, error: event.error, dropped: state.queued.length },
      })
    default:
      return assertNever(event)
  }
}

function acknowledged(
  state: DeskState,
  batch: DecisionBatch,
  event: Extract<DeskEvent, { kind: 'acknowledged' }>,
): DeskState {
  const done = { ...state, inFlight: null, failure: null }
  switch (batch.kind) {
    case 'undo':
      return { ...done, session: returned(state.session, event.returned) }
    case 'decide':
      return {
        ...done,
        session: decided(state.session, batch.proposals),
        // A bulk action says nothing about how fast a person decides.
        pace: batch.dwell === null ? state.pace : paced(state.pace, 1, event.now),
      }
    default:
      return assertNever(batch)
  }
}

/** Carries out what needs no engine, up to the next batch or the end of the commands. */
function proceeded(state: DeskState): DeskState {
  let next = state
  while (next.inFlight === null) {
    const [command, ...queued] = next.queued
    if (command === undefined) break
    next = begun({ ...next, queued }, command)
  }
  if (next.inFlight !== null || next.updates.length === 0) return next
  return { ...next, session: next.updates.reduce(updated, next.session), updates: [] }
}

function begun(state: DeskState, command: DeskCommand): DeskState {
  switch (command.kind) {
    case 'move':
      return { ...state, session: moved(state.session, command.by), failure: null }
    case 'jump':
      return { ...state, session: jumpedTo(state.session, command.position), failure: null }
    case 'undo':
      return { ...state, inFlight: { kind: 'undo' } }
    default: {
      const batch = batchOf(state, command)
      return batch === null ? state : { ...state, inFlight: batch }
    }
  }
}

/** Null where nothing is on screen that a verdict could be about. */
function batchOf(
  state: DeskState,
  command: Extract<DeskCommand, { kind: 'verdict' | 'edit' | 'bulk' }>,
): DecisionBatch | null {
  switch (command.kind) {
    case 'bulk': {
      const { verdict, proposals } = command
      return { kind: 'decide', decision: { verdict, proposals }, proposals, dwell: null, awaits: null }
    }
    case 'edit': {
      const { proposal, content, pressedAt } = command
      return {
        kind: 'decide',
        decision: { verdict: 'edit', proposal, content },
        proposals: [proposal],
        dwell: dwellOf(state, proposal, pressedAt),
        awaits: null,
      }
    }
    case 'verdict': {
      const { current } = state.session
      if (current === null) return null
      return {
        kind: 'decide',
        decision: { verdict: command.verdict, proposals: [current] },
        proposals: [current],
        dwell: dwellOf(state, current, command.pressedAt),
        awaits: current,
      }
    }
    default:
      return assertNever(command)
  }
}

/** A key pressed before its item was on screen had no time to look: its dwell is 0. */
function dwellOf({ shown }: DeskState, proposal: ProposalId, pressedAt: number): number {
  if (shown?.proposal !== proposal) return 0
  return Math.max(0, Math.round(pressedAt - shown.at))
}

function updated(session: Session, update: QueueUpdate): Session {
  switch (update.kind) {
    case 'opened':
      return opened(update.queue, update.at)
    case 'fetched':
      return merged(session, update.queue)
    case 'regenerated':
      return insertedNext(session, update.proposal)
    default:
      return assertNever(update)
  }
}

/** Where the queue will be once every open batch is acknowledged; undo counts as staying. */
export function expectedSession(state: DeskState): Session {
  const afterBatch =
    state.inFlight?.kind === 'decide' ? decided(state.session, state.inFlight.proposals) : state.session
  return state.queued.reduce((session, command) => {
    switch (command.kind) {
      case 'move':
        return moved(session, command.by)
      case 'jump':
        return jumpedTo(session, command.position)
      case 'verdict':
        return session.current === null ? session : decided(session, [session.current])
      case 'edit':
        return decided(session, [command.proposal])
      case 'bulk':
        return decided(session, command.proposals)
      case 'undo':
        return session
      default:
        return assertNever(command)
    }
  }, afterBatch)
}
