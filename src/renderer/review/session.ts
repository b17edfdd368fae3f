import type { ProposalId } from '#shared/contract/ids.ts'

/**
 * Where a curator is in the queue. The order stays put while somebody works through it: what was
 * decided keeps its place, so that going back, the position and undo mean what they say.
 */
export interface Session {
  readonly order: readonly ProposalId[]
  /** What is on screen; null when there is nothing left to show. */
  readonly current: ProposalId | null
  /** Decided since the queue was opened. */
  readonly settled: ReadonlySet<ProposalId>
}

export const EMPTY_SESSION: Session = { order: [], current: null, settled: new Set() }

/** Starts on a queue, at `at` where given: a proposal that the filter left out comes first. */
export function opened(order: readonly ProposalId[], at?: ProposalId): Session {
  if (at === undefined) return { order, current: order[0] ?? null, settled: new Set() }
  return { order: order.includes(at) ? order : [at, ...order], current: at, settled: new Set() }
}

/**
 * Takes in what the queue has become: newcomers go to the end, what others decided goes away, and
 * what is on screen stays there. Returns the same session when nothing changes.
 */
export function merged(session: Session, fetched: readonly ProposalId[]): Session {
  const stillThere = new Set(fetched)
  const known = new Set(session.order)
  const order = [
    ...session.order.filter((id) => stillThere.has(id) || session.settled.has(id) || id === session.current),
    ...fetched.filter((id) => !known.has(id)),
  ]
  const same =
    order.length === session.order.length && order.every((id, place) => id === session.order[place])
  const next = same ? session : { ...session, order }
  const current = session.current ?? nextOpen(next, -1)
  return current === session.current ? next : { ...next, current }
}

/** Shows the proposal next: it comes right behind the one on screen, from wherever it was. */
export function insertedNext(session: Session, proposal: ProposalId): Session {
  if (proposal === session.current) return session
  const others = session.order.filter((id) => id !== proposal)
  const place = session.current === null ? others.length : others.indexOf(session.current) + 1
  return {
    ...session,
    order: others.toSpliced(place, 0, proposal),
    current: session.current ?? proposal,
  }
}

/** One to the next or previous, decided or not; stays at the ends. */
export function moved(session: Session, by: 1 | -1): Session {
  if (session.current === null) {
    return by === -1 ? { ...session, current: session.order.at(-1) ?? null } : session
  }
  const place = session.order.indexOf(session.current) + by
  return { ...session, current: session.order[place] ?? session.current }
}

/** To the proposal at a position, counted from 1; beyond the ends means the end. */
export function jumpedTo(session: Session, position: number): Session {
  const place = Math.min(Math.max(Math.trunc(position), 1), session.order.length) - 1
  return { ...session, current: session.order[place] ?? null }
}

/** Notes decisions and goes on to the next proposal that has none, past the end from the start again. */
export function decided(session: Session, proposals: readonly ProposalId[]): Session {
  const settled = new Set([...session.settled, ...proposals])
  const next = { ...session, settled }
  if (session.current === null || !proposals.includes(session.current)) return next
  return { ...next, current: nextOpen(next, session.order.indexOf(session.current)) }
}

/** Takes decisions back and shows the first of their proposals again. */
export function returned(session: Session, proposals: readonly ProposalId[]): Session {
  const [first] = proposals
  if (first === undefined) return session
  const back = new Set(proposals)
  const settled = new Set([...session.settled].filter((id) => !back.has(id)))
  const next = { ...session, settled }
  return { ...(next.order.includes(first) ? next : insertedNext(next, first)), current: first }
}

/** The next proposals that decisions will bring on screen, nearest first. */
export function upcoming(session: Session, count: number): ProposalId[] {
  if (session.current === null) return []
  const place = session.order.indexOf(session.current)
  const ids: ProposalId[] = []
  for (let step = 1; step < session.order.length && ids.length < count; step += 1) {
    const id = session.order[(place + step) % session.order.length]
    if (id !== undefined && !session.settled.has(id)) ids.push(id)
  }
  return ids
}

/** Place of what is on screen, counted from 1; 0 when nothing is. */
export function positionOf(session: Session): number {
  return session.current === null ? 0 : session.order.indexOf(session.current) + 1
}

function nextOpen(session: Session, place: number): ProposalId | null {
  const isOpen = (id: ProposalId) => !session.settled.has(id)
  return session.order.slice(place + 1).find(isOpen) ?? session.order.find(isOpen) ?? null
}
