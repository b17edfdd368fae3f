import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProposalId } from '#shared/contract/ids.ts'
import {
  decided,
  EMPTY_SESSION,
  extended,
  insertedNext,
  isLoaded,
  jumpedTo,
  lacking,
  moved,
  opened as openedAt,
  positionOf,
  reopened,
  returned,
  type Session,
  takenByOthers,
  upcoming,
  without,
} from './session.ts'

const ids = (...numbers: number[]) => numbers.map((number) => ProposalId.parse(number))
const id = (number: number) => ProposalId.parse(number)
const whole = { front: true, back: true }
/** A queue that is loaded whole. */
const opened = (proposals: ProposalId[], at?: ProposalId) =>
  openedAt({ proposals, start: 1, whole, total: proposals.length }, at)

describe('review session', () => {
  it('opens at the proposal that the address names, or at the first', () => {
    expect(opened(ids(1, 2, 3), id(2)).current).toBe(2)
    expect(opened(ids(1, 2, 3), id(9))).toMatchObject({ order: [9, 1, 2, 3], current: 9, total: 4 })
    expect(opened(ids(1, 2, 3)).current).toBe(1)
    expect(opened([]).current).toBeNull()
  })

  it('goes to the next undecided proposal and starts over behind the last', () => {
    let session = jumpedTo(opened(ids(1, 2, 3)), 2)
    session = decided(session, ids(2))
    expect(session.current).toBe(3)
    session = decided(session, ids(3))
    expect(session.current).toBe(1)
    session = decided(session, ids(1))
    expect(session.current).toBeNull()
    expect(moved(session, -1).current).toBe(3)
  })

  it('keeps decided proposals in their places', () => {
    const session = decided(opened(ids(1, 2, 3)), ids(1))
    expect(positionOf(session)).toBe(2)
    expect(moved(session, -1).current).toBe(1)
    expect(without(session, new Set(ids(1))).order).toEqual([1, 2, 3])
  })

  it('stays where it is when others are decided in bulk', () => {
    const session = decided(opened(ids(1, 2, 3)), ids(2, 3))
    expect(session.current).toBe(1)
    expect(decided(session, ids(1)).current).toBeNull()
  })

  it('lets go of what others decided, of what is on screen only where it came up by itself', () => {
    const byHand = without(opened(ids(1, 2, 3), id(1)), new Set(ids(1, 2)))
    expect(byHand).toMatchObject({ order: [1, 3], current: 1, total: 2 })
    expect(without(byHand, new Set(ids(7)))).toBe(byHand)
    const byItself = without(opened(ids(1, 2, 3)), new Set(ids(1, 2)))
    expect(byItself).toMatchObject({ order: [3], current: 3, total: 1 })
    expect(without(opened(ids(1)), new Set(ids(1))).current).toBeNull()
  })

  it('shows newcomers by itself once everything was decided', () => {
    const done = decided(opened(ids(1)), ids(1))
    expect(done.current).toBeNull()
    expect(extended(done, 'back', ids(1, 5), true)).toMatchObject({ order: [1, 5], current: 5 })
    expect(extended(EMPTY_SESSION, 'back', ids(7, 8), true).current).toBe(7)
  })

  it('is loaded by stretches, and knows what it lacks', () => {
    const part = { proposals: ids(11, 12, 13), start: 11, whole: { front: false, back: false }, total: 40 }
    let session = openedAt(part, id(11))
    expect(positionOf(session)).toBe(11)
    expect(lacking(session, 2)).toBe('front')
    session = extended(session, 'front', ids(8, 9, 10), false)
    expect(session).toMatchObject({ start: 8, total: 40, current: 11 })
    expect(lacking(session, 3)).toBe('back')
    session = extended(session, 'back', ids(13, 14, 15), true)
    expect(session.order).toEqual(ids(8, 9, 10, 11, 12, 13, 14, 15))
    expect(lacking(session, 3)).toBeNull()
    expect(isLoaded(session, 15)).toBe(true)
    expect(isLoaded(session, 16)).toBe(false)
    expect(jumpedTo(session, 9).current).toBe(9)
  })

  it('looks before the stretch once everything behind is decided', () => {
    const part = { proposals: ids(3, 4), start: 3, whole: { front: false, back: true }, total: 4 }
    let session = decided(openedAt(part, id(4)), ids(4))
    expect(session.current).toBe(3)
    session = decided(session, ids(3))
    expect(session.current).toBeNull()
    expect(lacking(session, 1)).toBe('front')
    expect(extended(session, 'front', ids(1, 2), true)).toMatchObject({ current: 1, start: 1 })
  })

  it('brings up nothing that is on somebody else’s screen, and keeps what was asked for', () => {
    const session = takenByOthers(opened(ids(1, 2, 3, 4)), new Set(ids(2)))
    expect(decided(session, ids(1)).current).toBe(3)
    expect(moved(session, 1).current).toBe(3)
    expect(upcoming(session, 3)).toEqual([3, 4])
    expect(takenByOthers(session, new Set(ids(1))).current).toBe(2)
    expect(takenByOthers(opened(ids(1, 2), id(1)), new Set(ids(1))).current).toBe(1)
    const idle = takenByOthers(opened(ids(1)), new Set(ids(1)))
    expect(idle.current).toBeNull()
    expect(takenByOthers(idle, new Set()).current).toBe(1)
  })

  it('shows what the engine holds for this window', () => {
    const session = opened(ids(1, 2, 3))
    expect(decided(session, ids(1), id(3)).current).toBe(3)
    expect(decided(session, ids(1), id(99)).current).toBe(2)
  })

  it('stays the same where others have what they had', () => {
    const session = takenByOthers(opened(ids(1, 2)), new Set(ids(2)))
    expect(takenByOthers(session, new Set(ids(2)))).toBe(session)
  })

  it('takes the queue in again as it is, and keeps what was done since it was asked for', () => {
    const again = { proposals: ids(1, 2, 3, 4), start: 1, whole, total: 4 }
    const asked = decided(opened(ids(9, 1, 2)), ids(9))
    const since = decided(asked, ids(1))
    expect(reopened(since, again, asked)).toMatchObject({ current: 2, byHand: false, order: again.proposals })
    expect(decided(reopened(since, again, asked), ids(2)).current).toBe(3)
    expect(reopened(asked, again, asked).settled).toEqual(new Set())
    const without1 = { ...again, proposals: ids(2, 3) }
    expect(reopened(opened(ids(1, 2)), without1, opened(ids(1, 2))).current).toBe(2)
    const byHand = opened(ids(1, 2), id(1))
    expect(reopened(byHand, without1, byHand)).toMatchObject({ current: 1, byHand: true })
  })

  it('brings a regenerated proposal right behind the one on screen', () => {
    expect(insertedNext(opened(ids(1, 2, 3)), id(9)).order).toEqual([1, 9, 2, 3])
    expect(insertedNext(opened(ids(1, 2, 9)), id(9)).order).toEqual([1, 9, 2])
    expect(insertedNext(EMPTY_SESSION, id(9)).current).toBe(9)
  })

  it('goes back to what was undone, even from another queue', () => {
    const session = decided(opened(ids(1, 2, 3)), ids(1))
    expect(returned(session, ids(1))).toEqual(opened(ids(1, 2, 3), id(1)))
    expect(returned(session, ids(8)).current).toBe(8)
    expect(returned(session, [])).toBe(session)
  })

  it('jumps within its ends', () => {
    const session = opened(ids(1, 2, 3))
    expect(jumpedTo(session, 0).current).toBe(1)
    expect(jumpedTo(session, 99).current).toBe(3)
    expect(jumpedTo(EMPTY_SESSION, 1).current).toBeNull()
  })

  it('foresees exactly what deciding will bring up', () => {
    const steps = fc.array(
      fc.oneof(fc.constantFrom('decide', 'next', 'previous'), fc.integer({ min: 20, max: 25 })),
    )
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 8 }), steps, (size, pressed) => {
        const all = Array.from({ length: size }, (_, index) => id(index + 1))
        let session: Session = opened(all)
        for (const step of pressed) {
          if (step === 'next') session = moved(session, 1)
          else if (step === 'previous') session = moved(session, -1)
          else if (typeof step === 'number') session = insertedNext(session, id(step))
          else if (session.current !== null) {
            const [foreseen] = upcoming(session, 3).filter((next) => next !== session.current)
            session = decided(session, [session.current])
            expect(session.current).toBe(foreseen ?? null)
          }
          expect(new Set(session.order).size).toBe(session.order.length)
          expect(session.current === null || session.order.includes(session.current)).toBe(true)
        }
      }),
    )
  })
})
