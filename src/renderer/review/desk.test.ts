import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProposalId } from '#shared/contract/ids.ts'
import { type DeskEngine, ReviewDesk } from './desk.ts'
import type { DeskCommand, DeskDecision } from './desk-state.ts'

const ids = (...numbers: number[]) => numbers.map((number) => ProposalId.parse(number))
const id = (number: number) => ProposalId.parse(number)
const accept: DeskCommand = { kind: 'verdict', verdict: 'accept', pressedAt: 100 }
const next: DeskCommand = { kind: 'move', by: 1 }
const content = { text: 'Blue mug', visual: 'A blue mug', attributes: [] }

/** A desk whose engine answers when told to. */
function desk(refuses: (proposal: ProposalId) => boolean = () => false) {
  const log: { decision: DeskDecision; dwell: number | null }[] = []
  const messages: (string | null)[] = []
  let waiting: (() => void) | null = null
  const held = () =>
    new Promise<void>((resolve) => {
      waiting = resolve
    })
  const engine: DeskEngine = {
    seen: async () => undefined,
    decide: async (decision, dwell) => {
      await held()
      const proposals = decision.verdict === 'edit' ? [decision.proposal] : decision.proposals
      if (proposals.some(refuses)) throw new Error('disk full')
      log.push({ decision, dwell })
    },
    undo: async () => {
      await held()
      const decision = log.pop()?.decision
      if (decision === undefined) return null
      const proposals = decision.verdict === 'edit' ? [decision.proposal] : decision.proposals
      return { proposals, description: `${decision.verdict} of ${proposals.join(', ')}` }
    },
    undone: (description) => messages.push(description),
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
  const decisions = () =>
    log.flatMap(({ decision }) => (decision.verdict === 'edit' ? [decision.proposal] : decision.proposals))
  return { desk: reviewDesk, settle, shown, log, messages, decisions }
}

describe('review desk', () => {
  it('shows the next item when the decision is on disk, not before', async () => {
    const { desk: d, settle, shown } = desk()
    d.open(ids(1, 2, 3))
    d.dispatch(accept)
    await turn()
    expect(shown()).toBe(1)
    await settle()
    expect(shown()).toBe(2)
    expect(d.store.getState()).toMatchObject({ queued: [], pace: { decisions: 1 } })
  })

  it('keeps newcomers away from keys that were pressed before they came', async () => {
    const { desk: d, settle, shown, decisions } = desk()
    d.open(ids(1, 2, 3))
    d.dispatch(accept)
    d.dispatch(accept)
    await turn()
    expect(d.store.getState().queued).toHaveLength(1)
    d.insertNext(id(9))
    d.enqueueUpdate({ kind: 'fetched', queue: ids(8, 2, 3, 9) })
    await settle()
    expect(decisions()).toEqual([1, 2])
    expect(shown()).toBe(3)
    expect(d.store.getState().session.order).toEqual([1, 2, 3, 9, 8])
  })

  it('stays on an item whose decision failed and says how many keys were not done', async () => {
    const { desk: d, settle, shown, decisions } = desk((proposal) => proposal === 2)
    d.open(ids(1, 2, 3))
    for (const command of [accept, accept, accept, next]) d.dispatch(command)
    await settle()
    expect(decisions()).toEqual([1])
    expect(shown()).toBe(2)
    expect(d.store.getState().failure).toMatchObject({ proposal: 2, dropped: 2 })
    d.dispatch(next)
    await settle()
    expect(d.store.getState().failure).toBeNull()
  })

  it('goes back to what undo brought back, and says what it was', async () => {
    const { desk: d, settle, shown, messages } = desk()
    d.open(ids(1, 2, 3))
    for (const command of [accept, accept, { kind: 'undo' } as const]) d.dispatch(command)
    await settle()
    expect(messages).toEqual(['accept of 2'])
    expect(shown()).toBe(2)
    d.dispatch({ kind: 'undo' })
    d.dispatch({ kind: 'undo' })
    await settle()
    expect(messages).toEqual(['accept of 2', 'accept of 1', null])
    expect(shown()).toBe(1)
  })

  it('measures how long an item was on screen, and 0 for a key that came before it', async () => {
    const { desk: d, settle, log } = desk()
    d.open(ids(1, 2, 3))
    d.show(id(1), 40)
    d.show(id(1), 90)
    d.dispatch(accept)
    d.dispatch(accept)
    await settle()
    expect(log.map(({ dwell }) => dwell)).toEqual([60, 0])
  })

  it('decides an edit for the item that was edited, wherever the queue stands', async () => {
    const { desk: d, settle, shown, log } = desk()
    d.open(ids(1, 2, 3))
    d.dispatch(next)
    d.dispatch({ kind: 'edit', proposal: id(1), content, pressedAt: 0 })
    await settle()
    expect(log.map(({ decision }) => decision)).toEqual([{ verdict: 'edit', proposal: 1, content }])
    expect(shown()).toBe(2)
  })

  it('decides in bulk as one batch, which counts for no pace', async () => {
    const { desk: d, settle, shown, log } = desk()
    d.open(ids(1, 2, 3))
    d.dispatch({ kind: 'bulk', verdict: 'reject', proposals: ids(1, 2) })
    await settle()
    expect(log).toHaveLength(1)
    expect(shown()).toBe(3)
    expect(d.store.getState().pace.decisions).toBe(0)
  })

  it('does nothing with a key where there is nothing to decide', async () => {
    const { desk: d, settle, decisions } = desk()
    d.open([])
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
          for (const each of [slow, fast]) each.desk.open(ids(1, 2, 3, 4))
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

  it('agrees with a plain list of decisions, whatever is decided, undone and refused', async () => {
    const command = fc.oneof(
      fc.constantFrom<DeskCommand>(
        accept,
        { kind: 'verdict', verdict: 'skip', pressedAt: 0 },
        { kind: 'edit', proposal: id(2), content, pressedAt: 0 },
        { kind: 'bulk', verdict: 'reject', proposals: ids(1, 4) },
        next,
        { kind: 'move', by: -1 },
      ),
      fc.constant<DeskCommand>({ kind: 'undo' }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 20 }), async (commands) => {
        const { desk: d, settle, log, messages, shown } = desk((proposal) => proposal === 3)
        const batches: { verdict: string; proposals: readonly number[] }[] = []
        let undos = 0
        d.open(ids(1, 2, 3, 4))
        for (const each of commands) {
          const current = shown()
          d.dispatch(each)
          await settle()
          if (each.kind === 'undo') {
            undos += 1
            const undone = batches.pop()
            expect(messages.at(-1)).toBe(
              undone === undefined ? null : `${undone.verdict} of ${undone.proposals.join(', ')}`,
            )
            if (undone !== undefined) expect(shown()).toBe(undone.proposals[0])
          } else if (each.kind === 'verdict') {
            if (current !== null && current !== 3)
              batches.push({ verdict: each.verdict, proposals: [current] })
          } else if (each.kind === 'edit') {
            batches.push({ verdict: 'edit', proposals: [each.proposal] })
          } else if (each.kind === 'bulk') {
            batches.push({ verdict: each.verdict, proposals: each.proposals })
          }
          const refused = each.kind === 'verdict' && current === 3
          expect(d.store.getState().failure?.proposal).toBe(refused ? 3 : undefined)
        }
        expect(
          log.map(({ decision }) => ({
            verdict: decision.verdict,
            proposals: decision.verdict === 'edit' ? [decision.proposal] : decision.proposals,
          })),
        ).toEqual(batches)
        expect(messages).toHaveLength(undos)
      }),
      { numRuns: 60 },
    )
  })
})
