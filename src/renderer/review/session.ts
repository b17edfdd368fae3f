import type { ProposalId } from '#shared/contract/ids.ts'

/**
 * Where a curator is in the queue, of which a stretch around what is on screen is loaded. The order stays put while somebody works
 * through it: what was decided keeps its place, so that going back, the position and undo mean what they say.
 */
export interface Session {
  /** The stretch that is loaded. */
  readonly order: readonly ProposalId[]
  /** Place of the first one of it in the whole queue, counted from 1. */
  readonly start: number
  /** Whether the stretch reaches the queue's beginning, and its end. */
  readonly whole: { readonly front: boolean; readonly back: boolean }
  /** How long the whole queue is. */
  readonly total: number
  /** What is on screen; null when there is nothing left to show. */
  readonly current: ProposalId | null
  /** What is on screen was asked for, and did not come up by itself. */
  readonly byHand: boolean
  /** Decided since the queue was opened. */
  readonly settled: ReadonlySet<ProposalId>
  /** On somebody else's screen: does not come up by itself. */
  readonly taken: ReadonlySet<ProposalId>
}

export const EMPTY_SESSION: Session = {
  order: [],
  start: 1,
  whole: { front: true, back: true },
  total: 0,
  current: null,
  byHand: false,
  settled: new Set(),
  taken: new Set(),
}

/** A stretch of the queue as the engine has it. */
export interface Stretch {
  readonly proposals: readonly ProposalId[]
  readonly start: number
  readonly whole: { readonly front: boolean; readonly back: boolean }
  readonly total: number
}

/** Starts on a queue, at `at` where given: a proposal that the filter left out comes first. `known` holds from before. */
export function opened(
  stretch: Stretch,
  at?: ProposalId,
  known: Partial<Pick<Session, 'taken' | 'settled'>> = {},
): Session {
  const { proposals, start, whole, total } = stretch
  const session = { ...EMPTY_SESSION, ...known, start, whole }
  if (at === undefined) {
    const opening = { ...session, order: proposals, total }
    return { ...opening, current: nextOpen(opening, -1) }
  }
  const inQueue = proposals.includes(at)
  return {
    ...session,
    order: inQueue ? proposals : [at, ...proposals],
    total: inQueue ? total : total + 1,
    current: at,
    byHand: true,
  }
}

/**
 * Takes in the queue as it was when it was asked for, in the session `asked`. What has happened since holds: where the curator is by
 * now, and what they decided meanwhile.
 */
export function reopened(session: Session, stretch: Stretch, asked: Session): Session {
  const { current, byHand, taken } = session
  const settled = new Set([...session.settled].filter((id) => !asked.settled.has(id)))
  const stays = current !== null && (byHand || stretch.proposals.includes(current))
  const next = opened(stretch, stays ? current : undefined, { taken, settled })
  return stays ? { ...next, byHand } : next
}

/** What is on screen stays there, as if it had been asked for. */
export function held(session: Session): Session {
  return session.current === null || session.byHand ? session : { ...session, byHand: true }
}

/** Takes in the stretch behind or before the one that is loaded. */
export function extended(
  session: Session,
  side: 'front' | 'back',
  proposals: readonly ProposalId[],
  reachesEnd: boolean,
): Session {
  const known = new Set(session.order)
  const further = proposals.filter((id) => !known.has(id))
  const whole = { ...session.whole, [side]: reachesEnd }
  const next =
    side === 'back'
      ? { ...session, whole, order: [...session.order, ...further] }
      : {
          ...session,
          whole,
          order: [...further, ...session.order],
          start: reachesEnd ? 1 : Math.max(1, session.start - further.length),
        }
  const longer = { ...next, total: Math.max(next.total, next.start - 1 + next.order.length) }
  return longer.current === null ? { ...longer, current: nextOpen(longer, -1), byHand: false } : longer
}

/**
 * What others decided, so that the filter lets it through no longer, goes away unless it was decided here. What is on screen gives way
 * where it came up by itself, and stays where it was asked for.
 */
export function without(session: Session, gone: ReadonlySet<ProposalId>): Session {
  const { current, settled } = session
  const onScreen = current !== null && gone.has(current) && !settled.has(current)
  const place = onScreen && !session.byHand ? session.order.indexOf(current) : null
  const shown = place === null ? session : { ...session, settled: new Set([...settled, ...gone]) }
  const next = place === null ? current : nextOpen(shown, place)
  const stays = (id: ProposalId) => !gone.has(id) || settled.has(id) || id === next
  const order = session.order.filter(stays)
  const removed = session.order.length - order.length
  return removed === 0 ? session : { ...session, order, total: session.total - removed, current: next }
}

/** Notes what is on others' screens; what came up by itself gives way. The same session where nothing changes. */
export function takenByOthers(session: Session, taken: ReadonlySet<ProposalId>): Session {
  if (taken.size === session.taken.size && [...taken].every((id) => session.taken.has(id))) return session
  const next = { ...session, taken }
  const { current } = session
  if (current !== null && (session.byHand || !taken.has(current))) return next
  const place = current === null ? -1 : session.order.indexOf(current)
  return { ...next, current: nextOpen(next, place), byHand: false }
}

/** What the loaded stretch lacks: further proposals behind or before what is on screen, `margin` of which should be there. */
export function lacking(session: Session, margin: number): 'front' | 'back' | null {
  const { order, whole, current } = session
  const place = current === null ? order.length : order.indexOf(current)
  const openBehind = order.slice(place + 1).filter((id) => isOpen(session, id)).length
  if (!whole.back && openBehind < margin) return 'back'
  if (!whole.front && (place < margin || openBehind === 0)) return 'front'
  return null
}

/** Shows the proposal next: it comes right behind the one on screen, from wherever it was. */
export function insertedNext(session: Session, proposal: ProposalId): Session {
  if (proposal === session.current) return session
  const others = session.order.filter((id) => id !== proposal)
  const place = session.current === null ? others.length : others.indexOf(session.current) + 1
  return {
    ...session,
    order: others.toSpliced(place, 0, proposal),
    total: session.total + (others.length === session.order.length ? 1 : 0),
    current: session.current ?? proposal,
  }
}

/** One to the next or previous, decided or not; stays at the ends. What is on others' screens is passed over. */
export function moved(session: Session, by: 1 | -1): Session {
  const { order, current, taken } = session
  const behind = current === null ? order.length : order.indexOf(current)
  if (current === null && by === 1) return session
  for (let place = behind + by; place >= 0 && place < order.length; place += by) {
    const id = order[place]
    if (id !== undefined && !taken.has(id)) return { ...session, current: id, byHand: true }
  }
  return session
}

/** To the proposal at a position, counted from 1; beyond the ends of what is loaded means the end. */
export function jumpedTo(session: Session, position: number): Session {
  const wanted = Math.trunc(position) - session.start
  const place = Math.min(Math.max(wanted, 0), session.order.length - 1)
  return { ...session, current: session.order[place] ?? null, byHand: true }
}

/** Whether a position is in the stretch that is loaded. */
export function isLoaded({ start, order }: Session, position: number): boolean {
  return position >= start && position < start + order.length
}

/**
 * Notes decisions and goes on to the next proposal that has none, past the end from the start again.
 *
 * @param next what the engine holds for this window, where it does
 */
export function decided(
  session: Session,
  proposals: readonly ProposalId[],
  next?: ProposalId | null,
): Session {
  const settled = new Set([...session.settled, ...proposals])
  const after = { ...session, settled }
  if (session.current === null || !proposals.includes(session.current)) return after
  const held = next != null && session.order.includes(next) && !settled.has(next) ? next : null
  const current = held ?? nextOpen(after, session.order.indexOf(session.current))
  return { ...after, current, byHand: false }
}

/** Takes decisions back and shows the first of their proposals again. */
export function returned(session: Session, proposals: readonly ProposalId[]): Session {
  const [first] = proposals
  if (first === undefined) return session
  const back = new Set(proposals)
  const settled = new Set([...session.settled].filter((id) => !back.has(id)))
  const next = { ...session, settled }
  return { ...(next.order.includes(first) ? next : insertedNext(next, first)), current: first, byHand: true }
}

/** The next proposals that decisions will bring on screen, nearest first. */
export function upcoming(session: Session, count: number): ProposalId[] {
  if (session.current === null) return []
  const place = session.order.indexOf(session.current)
  const ids: ProposalId[] = []
  for (let step = 1; step < session.order.length && ids.length < count; step += 1) {
    const id = session.order[(place + step) % session.order.length]
    if (id !== undefined && isOpen(session, id)) ids.push(id)
  }
  return ids
}

/** Place of what is on screen, counted from 1; 0 when nothing is. */
export function positionOf(session: Session): number {
  return session.current === null ? 0 : session.start + session.order.indexOf(session.current)
}

function nextOpen(session: Session, place: number): ProposalId | null {
  const open = (id: ProposalId) => isOpen(session, id)
  return session.order.slice(place + 1).find(open) ?? session.order.find(open) ?? null
}

function isOpen(session: Session, id: ProposalId): boolean {
  return !session.settled.has(id) && !session.taken.has(id)
}
