import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProposalId } from '#shared/contract/ids.ts'
import {
  decided,
  EMPTY_SESSION,
  insertedNext,
  jumpedTo,
  merged,
  moved,
  opened,
  positionOf,
  returned,
  type Session,
  upcoming,
} from './session.ts'

const ids = (...numbers: number[]) => numbers.map((number) => ProposalId.parse(number))
const id = (number: number) => ProposalId.parse(number)

describe('review session', () => {
  it('opens at the proposal that the address names, or at the first', () => {
    expect(opened(ids(1, 2, 3), id(2)).current).toBe(2)
    expect(opened(ids(1, 2, 3), id(9))).toMatchObject({ order: [9, 1, 2, 3], current: 9 })
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
    expect(merged(session, ids(2, 3)).order).toEqual([1, 2, 3])
  })

  it('stays where it is when others are decided in bulk', () => {
    const session = decided(opened(ids(1, 2, 3)), ids(2, 3))
    expect(session.current).toBe(1)
    expect(decided(session, ids(1)).current).toBeNull()
  })

  it('takes newcomers in at the end and lets go of what others decided', () => {
    const session = merged(opened(ids(1, 2, 3)), ids(4, 1, 3))
    expect(session.order).toEqual([1, 3, 4])
    expect(session.current).toBe(1)
  })

  it('stays the same when the queue did', () => {
    const session = decided(opened(ids(1, 2, 3)), ids(1))
    expect(merged(session, ids(2, 3))).toBe(session)
    const done = decided(opened(ids(1)), ids(1))
    expect(merged(done, [])).toBe(done)
  })

  it('keeps on screen what the queue no longer has', () => {
    expect(merged(opened(ids(1, 2)), ids(2)).current).toBe(1)
  })

  it('shows newcomers by itself once everything was decided', () => {
    const done = decided(opened(ids(1)), ids(1))
    expect(done.current).toBeNull()
    expect(merged(done, ids(5)).current).toBe(5)
    expect(merged(EMPTY_SESSION, ids(7, 8)).current).toBe(7)
  })

  it('brings a regenerated proposal right behind the one on screen', () => {
    expect(insertedNext(opened(ids(1, 2, 3)), id(9)).order).toEqual([1, 9, 2, 3])
    expect(insertedNext(opened(ids(1, 2, 9)), id(9)).order).toEqual([1, 9, 2])
    expect(insertedNext(EMPTY_SESSION, id(9)).current).toBe(9)
  })

  it('goes back to what was undone, even from another queue', () => {
    const session = decided(opened(ids(1, 2, 3)), ids(1))
    expect(returned(session, ids(1))).toEqual(opened(ids(1, 2, 3)))
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
