import { assertNever } from '#shared/assert-never.ts'
import type { ProposalId } from '#shared/contract/ids.ts'
import type { NegativeContent, ProposalFilter } from '#shared/contract/proposals.ts'
import type { EditField } from './edit-form.tsx'
import { NO_PACE, type Pace, paced } from './pace.ts'
import {
  decided,
  EMPTY_SESSION,
  extended,
  held,
  insertedNext,
  jumpedTo,
  moved,
  opened,
  reopened,
  returned,
  type Session,
  type Stretch,
  takenByOthers,
  without,
} from './session.ts'

/** A verdict that one key gives; an edit carries content and comes from its form. */
export type KeyVerdict = 'accept' | 'reject' | 'skip'

/** One thing that a person does with the queue. Times are milliseconds as `performance.now` counts. */
export type DeskCommand =
  | {
      readonly kind: 'verdict'
      readonly verdict: KeyVerdict
      readonly pressedAt: number
      /** Why the person rejects. */
      readonly reason?: string
    }
  /** What is on screen by then stays there: the person is asked about it. */
  | { readonly kind: 'hold' }
  /** The form of an edit opens on what is on screen by then, and leaves without a decision. */
  | { readonly kind: 'open-edit'; readonly field: EditField }
  | { readonly kind: 'close-edit' }
  | {
      readonly kind: 'edit'
      readonly proposal: ProposalId
      readonly content: NegativeContent
      readonly pressedAt: number
    }
  /** One verdict on each of these, as one step. */
  | {
      readonly kind: 'several'
      readonly verdict: KeyVerdict
      readonly proposals: readonly ProposalId[]
      readonly reason?: string
    }
  /** One verdict on all that a filter lets through. */
  | { readonly kind: 'bulk'; readonly verdict: KeyVerdict; readonly filter: ProposalFilter }
  | { readonly kind: 'move'; readonly by: 1 | -1 }
  | { readonly kind: 'jump'; readonly position: number }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  /** What failed, once more: on what stands now. */
  | { readonly kind: 'retry' }
  /** What somebody else decided stays; on to the next. */
  | { readonly kind: 'keep' }
  /** The keys that wait behind a failure are left out. */
  | { readonly kind: 'discard' }

export type DeskDecision =
  | { readonly verdict: KeyVerdict; readonly proposal: ProposalId; readonly reason?: string }
  | { readonly verdict: 'edit'; readonly proposal: ProposalId; readonly content: NegativeContent }

/** What goes to the engine as one piece. Dwell in milliseconds. */
export type DecisionBatch =
  | {
      readonly kind: 'decide'
      readonly decision: DeskDecision
      readonly dwell: number
      /** The item must be on screen before the decision counts; not where the person named it. */
      readonly awaited: boolean
    }
  | Extract<DeskCommand, { kind: 'several' }>
  | { readonly kind: 'bulk'; readonly verdict: KeyVerdict; readonly filter: ProposalFilter }
  | { readonly kind: 'undo' | 'redo' }

/** What the engine says of the queue while a person works through it. */
export type QueueUpdate =
  | { readonly kind: 'opened'; readonly stretch: Stretch; readonly at: ProposalId | undefined }
  /** The same queue once more; `asked`: the session that it was asked for in. */
  | { readonly kind: 'reopened'; readonly stretch: Stretch; readonly asked: Session }
  | {
      readonly kind: 'extended'
      readonly side: 'front' | 'back'
      readonly proposals: readonly ProposalId[]
      readonly reachesEnd: boolean
    }
  | { readonly kind: 'gone'; readonly proposals: ReadonlySet<ProposalId> }
  | { readonly kind: 'taken'; readonly proposals: ReadonlySet<ProposalId> }
  | { readonly kind: 'regenerated'; readonly proposal: ProposalId }

export type DeskEvent =
  | { readonly kind: 'command'; readonly command: DeskCommand }
  | { readonly kind: 'update'; readonly update: QueueUpdate }
  | { readonly kind: 'shown'; readonly proposal: ProposalId; readonly at: number }
  /**
   * The batch in flight is on disk. `returned`: the proposals that an undo or a redo changed; `next`: what the engine holds for this window.
   */
  | {
      readonly kind: 'acknowledged'
      readonly returned: readonly ProposalId[]
      readonly next: ProposalId | null
      readonly now: number
    }
  | { readonly kind: 'failed'; readonly error: unknown }

export interface DeskFailure {
  /** The item that stays on screen because of it. */
  readonly proposal: ProposalId | null
  readonly error: unknown
  readonly batch: DecisionBatch
  /** Commands behind it, oldest first: they wait until the person says how to go on. */
  readonly held: readonly DeskCommand[]
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
  /** Keys that were left out: the person did something else after a failure, nothing was on screen for them, or a form had opened. */
  readonly leftOut: number
  /** The form that is open, of what is on screen, which stays there meanwhile. */
  readonly editing: { readonly proposal: ProposalId; readonly field: EditField } | null
  readonly pace: Pace
  readonly shown: { readonly proposal: ProposalId; readonly at: number } | null
}

export const INITIAL_DESK: DeskState = {
  session: EMPTY_SESSION,
  inFlight: null,
  queued: [],
  updates: [],
  failure: null,
  leftOut: 0,
  editing: null,
  pace: NO_PACE,
  shown: null,
}

/**
 * The desk after an event. Commands are carried out strictly one after the other, so that pressing keys fast has the outcome of
 * pressing them slowly: each begins when the batch before it is acknowledged. When a batch fails, the commands behind it wait: a decision
 * on the item that stayed, or leaving it as it is, lets them go on; anything else leaves them out, and says how many. Updates of the
 * queue wait until no command is open, so that a key never meets an item that slipped in before it.
 */
export function reduceDesk(state: DeskState, event: DeskEvent): DeskState {
  switch (event.kind) {
    case 'command':
      return proceeded(accepted(state, event.command))
    case 'update':
      return proceeded({ ...state, updates: [...state.updates, event.update] })
    case 'shown':
      if (state.shown?.proposal === event.proposal) return state
      return { ...state, shown: { proposal: event.proposal, at: event.at } }
    case 'acknowledged':
      return state.inFlight === null ? state : proceeded(acknowledged(state, state.inFlight, event))
    case 'failed': {
      const { inFlight: batch, queued: waiting, session } = state
      if (batch === null) return state
      return proceeded({
        ...state,
        inFlight: null,
        queued: [],
        // What the decision was about stays on screen, also where it came up by itself and somebody else decided it.
        session: batch.kind === 'decide' ? held(session) : session,
        failure: { proposal: session.current, error: event.error, batch, held: waiting },
      })
    }
    default:
      return assertNever(event)
  }
}

/** The command at its place: in front of what waits behind a failure, where it settles that. */
function accepted(state: DeskState, command: DeskCommand): DeskState {
  const { failure } = state
  if (command.kind === 'close-edit') return { ...state, editing: null }
  if (failure === null || state.inFlight !== null) return { ...state, queued: [...state.queued, command] }
  const { held: waiting } = failure
  switch (command.kind) {
    case 'hold':
    case 'open-edit':
      return begun(state, command)
    case 'verdict':
    case 'edit':
    case 'retry':
    case 'keep':
      return { ...state, queued: [command, ...waiting], failure: { ...failure, held: [] } }
    default:
      return { ...state, queued: [command], failure: { ...failure, held: [] }, leftOut: waiting.length }
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
    case 'redo':
      return { ...done, session: returned(state.session, event.returned) }
    case 'decide':
      return {
        ...done,
        leftOut: 0,
        session: decided(state.session, [batch.decision.proposal], event.next),
        pace: paced(state.pace, 1, event.now),
      }
    case 'several':
      return {
        ...done,
        leftOut: 0,
        session: decided(state.session, batch.proposals, event.next),
        pace: paced(state.pace, batch.proposals.length, event.now),
      }
    case 'bulk':
      // A bulk action says nothing about how fast a person decides; what it changed comes as an update of the queue.
      return done
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
  const waits = next.inFlight !== null || (next.failure?.held.length ?? 0) > 0
  if (!waits && next.updates.length > 0) {
    next = { ...next, session: next.updates.reduce(updated, next.session), updates: [] }
  }
  const isEdited = next.editing === null || next.editing.proposal === next.session.current
  return isEdited ? next : { ...next, editing: null }
}

function begun(state: DeskState, command: DeskCommand): DeskState {
  const { session, failure } = state
  // Pressed before the form that was asked for had opened, and meant for it.
  const isForForm = command.kind === 'verdict' || command.kind === 'move'
  if (state.editing !== null && isForForm) return { ...state, leftOut: state.leftOut + 1 }
  switch (command.kind) {
    case 'move':
      return { ...state, session: moved(session, command.by), failure: null }
    case 'jump':
      return { ...state, session: jumpedTo(session, command.position), failure: null }
    case 'undo':
    case 'redo':
      return { ...state, inFlight: { kind: command.kind } }
    case 'retry':
      return failure === null ? state : { ...state, inFlight: failure.batch, failure: null }
    case 'keep': {
      const kept = failure?.batch.kind === 'decide' ? [failure.batch.decision.proposal] : []
      return { ...state, session: decided(session, kept), failure: null }
    }
    case 'discard':
      return { ...state, failure: null }
    case 'hold':
      return { ...state, session: held(session) }
    case 'open-edit': {
      const { current } = session
      if (current === null) return { ...state, leftOut: state.leftOut + 1 }
      return { ...state, session: held(session), editing: { proposal: current, field: command.field } }
    }
    case 'close-edit':
      return { ...state, editing: null }
    default: {
      const batch = batchOf(state, command)
      return batch === null ? { ...state, leftOut: state.leftOut + 1 } : { ...state, inFlight: batch }
    }
  }
}

/** Null where nothing is on screen that a verdict could be about. */
function batchOf(
  state: DeskState,
  command: Extract<DeskCommand, { kind: 'verdict' | 'edit' | 'several' | 'bulk' }>,
): DecisionBatch | null {
  switch (command.kind) {
    case 'several':
    case 'bulk':
      return command
    case 'edit': {
      const { proposal, content, pressedAt } = command
      return {
        kind: 'decide',
        decision: { verdict: 'edit', proposal, content },
        dwell: dwellOf(state, proposal, pressedAt),
        awaited: false,
      }
    }
    case 'verdict': {
      const { current } = state.session
      if (current === null) return null
      return {
        kind: 'decide',
        decision: {
          verdict: command.verdict,
          proposal: current,
          ...(command.reason === undefined ? {} : { reason: command.reason }),
        },
        dwell: dwellOf(state, current, command.pressedAt),
        awaited: true,
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
      return opened(update.stretch, update.at, { taken: session.taken })
    case 'reopened':
      return reopened(session, update.stretch, update.asked)
    case 'extended':
      return extended(session, update.side, update.proposals, update.reachesEnd)
    case 'gone':
      return without(session, update.proposals)
    case 'taken':
      return takenByOthers(session, update.proposals)
    case 'regenerated':
      return insertedNext(session, update.proposal)
    default:
      return assertNever(update)
  }
}

/** Where the queue will be once every open batch is acknowledged; undo, redo and bulk actions count as staying. */
export function expectedSession(state: DeskState): Session {
  const { inFlight, queued, session } = state
  const afterBatch =
    inFlight?.kind === 'decide'
      ? decided(session, [inFlight.decision.proposal])
      : inFlight?.kind === 'several'
        ? decided(session, inFlight.proposals)
        : session
  return queued.reduce((before, command) => {
    switch (command.kind) {
      case 'move':
        return moved(before, command.by)
      case 'jump':
        return jumpedTo(before, command.position)
      case 'verdict':
        return before.current === null ? before : decided(before, [before.current])
      case 'edit':
        return decided(before, [command.proposal])
      case 'hold':
      case 'open-edit':
        return held(before)
      case 'several':
        return decided(before, command.proposals)
      case 'close-edit':
      case 'bulk':
      case 'undo':
      case 'redo':
      case 'retry':
      case 'keep':
      case 'discard':
        return before
      default:
        return assertNever(command)
    }
  }, afterBatch)
}
