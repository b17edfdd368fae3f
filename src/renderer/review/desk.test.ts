import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import { type DeskEngine, ReviewDesk } from './desk.ts'
import type { DeskCommand, DeskDecision } from './desk-state.ts'

const ids = (...numbers: number[]) => numbers.map((number) => ProposalId.parse(number))
const id = (number: number) => ProposalId.parse(number)
const accept: DeskCommand = { kind: 'verdict', verdict: 'accept', pressedAt: 100 }
const next: DeskCommand = { kind: 'move', by: 1 }
const content = { text: 'Blue mug', visual: 'A blue mug', attributes: [] }

const stretch = (...numbers: number[]) => ({
  proposals: ids(...numbers),
  start: 1,
  whole: { front: true, back: true },
  total: numbers.length,
})
const filter = { dataset: DatasetId.parse(1) }

/** A desk whose engine answers when told to. */
function desk(refuses: (proposal: ProposalId) => boolean = () => false) {
  const log: { decision: DeskDecision; dwell: number }[] = []
  const undone: { decision: DeskDecision; dwell: number }[] = []
  const bulks: string[] = []
  let waiting: (() => void) | null = null
  const held = () =>
    new Promise<void>((resolve) => {
      waiting = resolve
    })
  const engine: DeskEngine = {
    seen: async () => undefined,
    decide: async (decision, dwell) => {
      await held()
      if (refuses(decision.proposal)) throw new Error('disk full')
      log.push({ decision, dwell })
      undone.length = 0
      return null
    },
    bulk: async (verdict) => {
      await held()
      bulks.push(verdict)
    },
    undo: async () => {
      await held()
      const last = log.pop()
      if (last === undefined) return null
      undone.push(last)
      return { proposals: [last.decision.proposal] }
    },
    redo: async () => {
      await held()
      const last = undone.pop()
      if (last === undefined) return null
      log.push(last)
      return { proposals: [last.decision.proposal] }
    },
  }
  const settle = async () => {
    await turn()
    while (waiting !== null) {
      const resolve: () => void = waiting
      waiting = null
      resolve()
      await turn()
    }
  }
  const reviewDesk = new ReviewDesk(engine)
  const shown = () => reviewDesk.store.getState().session.current
  const decisions = () => log.map(({ decision }) => decision.proposal)
  return { desk: reviewDesk, settle, shown, log, bulks, decisions }
}

describe('review desk', () => {
  it('shows the next item when the decision is on disk, not before', async () => {
    const { desk: d, settle, shown } = desk()
    d.open(stretch(1, 2, 3))
    d.dispatch(accept)
    await turn()
    expect(shown()).toBe(1)
    await settle()
    expect(shown()).toBe(2)
    expect(d.store.getState()).toMatchObject({ queued: [], pace: { decisions: 1 } })
  })

  it('keeps newcomers away from keys that were pressed before they came', async () => {
    const { desk: d, settle, shown, decisions } = desk()
    d.open(stretch(1, 2, 3))
    d.dispatch(accept)
    d.dispatch(accept)
    await turn()
    expect(d.store.getState().queued).toHaveLength(1)
    d.insertNext(id(9))
    d.enqueueUpdate({ kind: 'extended', side: 'back', proposals: ids(8, 3), reachesEnd: true })
    await settle()
    expect(decisions()).toEqual([1, 2])
    expect(shown()).toBe(3)
    expect(d.store.getState().session.order).toEqual([1, 2, 3, 9, 8])
  })

  it('does twenty keys in order, each on the item that came up, and none is dropped', async () => {
    const numbers = Array.from({ length: 25 }, (_, index) => index + 1)
    const { desk: d, settle, shown, decisions } = desk()
    d.open(stretch(...numbers))
    for (let key = 0; key < 20; key += 1) d.dispatch(accept)
    await settle()
    expect(decisions()).toEqual(numbers.slice(0, 20))
    expect(shown()).toBe(21)
  })

  it('stays on an item whose decision failed, and does what waits once that is settled', async () => {
    let full = true
    const { desk: d, settle, shown, decisions } = desk((proposal) => full && proposal === 2)
    d.open(stretch(1, 2, 3, 4))
    for (const command of [accept, accept, accept, next]) d.dispatch(command)
    await settle()
    expect(decisions()).toEqual([1])
    expect(shown()).toBe(2)
    expect(d.store.getState().failure).toMatchObject({ proposal: 2, held: [accept, next] })
    full = false
    d.dispatch({ kind: 'retry' })
    await settle()
    expect(decisions()).toEqual([1, 2, 3])
    expect(d.store.getState().failure).toBeNull()
  })

  it('goes back to what undo brought back, and forth to what redo did', async () => {
    const { desk: d, settle, shown, decisions } = desk()
    d.open(stretch(1, 2, 3))
    for (const command of [accept, accept, { kind: 'undo' } as const]) d.dispatch(command)
    await settle()
    expect(decisions()).toEqual([1])
    expect(shown()).toBe(2)
    d.dispatch({ kind: 'redo' })
    await settle()
    expect(decisions()).toEqual([1, 2])
  })

  it('measures how long an item was on screen, and 0 for a key that came before it', async () => {
    const { desk: d, settle, log } = desk()
    d.open(stretch(1, 2, 3))
    d.show(id(1), 40)
    d.show(id(1), 90)
    d.dispatch(accept)
    d.dispatch(accept)
    await settle()
    expect(log.map(({ dwell }) => dwell)).toEqual([60, 0])
  })

  it('sends the reason of a rejection with the item that the key meets, and with no other', async () => {
    const { desk: d, settle, log } = desk()
    d.open(stretch(1, 2, 3))
    const reject = { kind: 'verdict', verdict: 'reject', pressedAt: 0 } as const
    for (const command of [accept, { ...reject, reason: 'Makes no sense' }, reject]) d.dispatch(command)
    await settle()
    expect(log.map(({ decision }) => decision)).toEqual([
      { verdict: 'accept', proposal: 1 },
      { verdict: 'reject', proposal: 2, reason: 'Makes no sense' },
      { verdict: 'reject', proposal: 3 },
    ])
  })

  it('decides an edit for the item that was edited, wherever the queue stands', async () => {
    const { desk: d, settle, shown, log } = desk()
    d.open(stretch(1, 2, 3))
    d.dispatch(next)
    d.dispatch({ kind: 'edit', proposal: id(1), content, pressedAt: 0 })
    await settle()
    expect(log.map(({ decision }) => decision)).toEqual([{ verdict: 'edit', proposal: 1, content }])
    expect(shown()).toBe(2)
  })

  it('decides in bulk as one batch, which counts for no pace', async () => {
    const { desk: d, settle, bulks } = desk()
    d.open(stretch(1, 2, 3))
    d.dispatch({ kind: 'bulk', verdict: 'reject', filter })
    await settle()
    expect(bulks).toEqual(['reject'])
    expect(d.store.getState().pace.decisions).toBe(0)
  })

  it('does nothing with a key where there is nothing to decide', async () => {
    const { desk: d, settle, decisions } = desk()
    d.open(stretch())
    d.dispatch(accept)
    await settle()
    expect(decisions()).toEqual([])
  })

  it('has the same outcome however fast the keys come', async () => {
    const command = fc.constantFrom<DeskCommand>(
      accept,
      { kind: 'verdict', verdict: 'skip', pressedAt: 0 },
      next,
      { kind: 'move', by: -1 },
      { kind: 'undo' },
      { kind: 'jump', position: 2 },
    )
    await fc.assert(
      fc.asyncProperty(
        fc.array(command, { maxLength: 12 }),
        fc.func(fc.boolean()),
        async (commands, pauses) => {
          const slow = desk((proposal) => proposal === 9)
          const fast = desk((proposal) => proposal === 9)
          for (const each of [slow, fast]) each.desk.open(stretch(1, 2, 3, 4))
          for (const pressed of commands) {
            slow.desk.dispatch(pressed)
            await slow.settle()
          }
          for (const [index, pressed] of commands.entries()) {
            fast.desk.dispatch(pressed)
            if (pauses(index)) await fast.settle()
          }
          await fast.settle()
          expect(fast.decisions()).toEqual(slow.decisions())
          expect(fast.desk.store.getState().session).toEqual(slow.desk.store.getState().session)
        },
      ),
      { numRuns: 50 },
    )
  })
})
