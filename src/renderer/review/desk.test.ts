import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProposalId } from '#shared/contract/ids.ts'
import { type DeskDecision, type DeskEngine, type DeskStep, ReviewDesk } from './desk.ts'

const ids = (...numbers: number[]) => numbers.map((number) => ProposalId.parse(number))
const id = (number: number) => ProposalId.parse(number)
const accept: DeskStep = { kind: 'verdict', verdict: 'accept', pressedAt: 100 }
const next: DeskStep = { kind: 'move', by: 1 }
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
  const shown = () => reviewDesk.getState().session.current
  const decisions = () =>
    log.flatMap(({ decision }) => (decision.verdict === 'edit' ? [decision.proposal] : decision.proposals))
  return { desk: reviewDesk, settle, shown, log, messages, decisions }
}

describe('review desk', () => {
  it('shows the next item when the decision is on disk, not before', async () => {
    const { desk: d, settle, shown } = desk()
    d.open(ids(1, 2, 3))
    d.press(accept)
    await turn()
    expect(shown()).toBe(1)
    await settle()
    expect(shown()).toBe(2)
    expect(d.getState()).toMatchObject({ waiting: 0, pace: { decisions: 1 } })
  })

  it('keeps newcomers away from keys that were pressed before they came', async () => {
    const { desk: d, settle, shown, decisions } = desk()
    d.open(ids(1, 2, 3))
    d.press(accept)
    d.press(accept)
    await turn()
    expect(d.getState().waiting).toBe(1)
    d.bring(id(9))
    d.refresh(ids(8, 2, 3, 9))
    await settle()
    expect(decisions()).toEqual([1, 2])
    expect(shown()).toBe(3)
    expect(d.getState().session.order).toEqual([1, 2, 3, 9, 8])
  })

  it('stays on an item whose decision failed and says how many keys were not done', async () => {
    const { desk: d, settle, shown, decisions } = desk((proposal) => proposal === 2)
    d.open(ids(1, 2, 3))
    for (const step of [accept, accept, accept, next]) d.press(step)
    await settle()
    expect(decisions()).toEqual([1])
    expect(shown()).toBe(2)
    expect(d.getState().failure).toMatchObject({ proposal: 2, dropped: 2 })
    d.press(next)
    await settle()
    expect(d.getState().failure).toBeNull()
  })

  it('goes back to what undo brought back, and says what it was', async () => {
    const { desk: d, settle, shown, messages } = desk()
    d.open(ids(1, 2, 3))
    for (const step of [accept, accept, { kind: 'undo' } as const]) d.press(step)
    await settle()
    expect(messages).toEqual(['accept of 2'])
    expect(shown()).toBe(2)
    d.press({ kind: 'undo' })
    d.press({ kind: 'undo' })
    await settle()
    expect(messages).toEqual(['accept of 2', 'accept of 1', null])
    expect(shown()).toBe(1)
  })

  it('measures how long an item was on screen, and 0 for a key that came before it', async () => {
    const { desk: d, settle, log } = desk()
    d.open(ids(1, 2, 3))
    d.show(id(1), 40)
    d.show(id(1), 90)
    d.press(accept)
    d.press(accept)
    await settle()
    expect(log.map(({ dwell }) => dwell)).toEqual([60, 0])
  })

  it('decides an edit for the item that was edited, wherever the queue stands', async () => {
    const { desk: d, settle, shown, log } = desk()
    d.open(ids(1, 2, 3))
    d.press(next)
    d.press({ kind: 'edit', proposal: id(1), content, pressedAt: 0 })
    await settle()
    expect(log.map(({ decision }) => decision)).toEqual([{ verdict: 'edit', proposal: 1, content }])
    expect(shown()).toBe(2)
  })

  it('decides in bulk as one step, which counts for no pace', async () => {
    const { desk: d, settle, shown, log } = desk()
    d.open(ids(1, 2, 3))
    d.press({ kind: 'bulk', verdict: 'reject', proposals: ids(1, 2) })
    await settle()
    expect(log).toHaveLength(1)
    expect(shown()).toBe(3)
    expect(d.getState().pace.decisions).toBe(0)
  })

  it('does nothing with a key where there is nothing to decide', async () => {
    const { desk: d, settle, decisions } = desk()
    d.open([])
    d.press(accept)
    await settle()
    expect(decisions()).toEqual([])
  })

  it('has the same outcome however fast the keys come', async () => {
    const step = fc.constantFrom<DeskStep>(
      accept,
      { kind: 'verdict', verdict: 'skip', pressedAt: 0 },
      next,
      { kind: 'move', by: -1 },
      { kind: 'undo' },
      { kind: 'jump', position: 2 },
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.func(fc.boolean()), async (steps, pauses) => {
        const slow = desk((proposal) => proposal === 9)
        const fast = desk((proposal) => proposal === 9)
        for (const each of [slow, fast]) each.desk.open(ids(1, 2, 3, 4))
        for (const pressed of steps) {
          slow.desk.press(pressed)
          await slow.settle()
        }
        for (const [index, pressed] of steps.entries()) {
          fast.desk.press(pressed)
          if (pauses(index)) await fast.settle()
        }
        await fast.settle()
        expect(fast.decisions()).toEqual(slow.decisions())
        expect(fast.desk.getState().session).toEqual(slow.desk.getState().session)
      }),
      { numRuns: 50 },
    )
  })
})
