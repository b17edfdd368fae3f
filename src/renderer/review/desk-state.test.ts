import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DatasetId, ProposalId } from '#shared/contract/ids.ts'
import {
  type DeskCommand,
  type DeskEvent,
  type DeskState,
  expectedSession,
  INITIAL_DESK,
  reduceDesk,
} from './desk-state.ts'

const ids = (...numbers: number[]) => numbers.map((number) => ProposalId.parse(number))
const id = (number: number) => ProposalId.parse(number)
const accept: DeskCommand = { kind: 'verdict', verdict: 'accept', pressedAt: 0 }
const next: DeskCommand = { kind: 'move', by: 1 }
const openEdit: DeskCommand = { kind: 'open-edit', field: { kind: 'text' } }
const previous: DeskCommand = { kind: 'move', by: -1 }

const QUEUE = { proposals: ids(11, 12, 13, 14), start: 1, whole: { front: true, back: true }, total: 4 }

/** A desk at the queue 11, 12, 13, 14, whose engine is played by `answer`. */
function desk(refuses: (proposal: ProposalId) => boolean = () => false) {
  let state: DeskState = INITIAL_DESK
  const decisions: ProposalId[] = []
  const apply = (event: DeskEvent) => {
    state = reduceDesk(state, event)
  }
  apply({ kind: 'update', update: { kind: 'opened', stretch: QUEUE, at: undefined } })
  /** Answers the batch in flight; false when there is none. */
  const answer = (): boolean => {
    const batch = state.inFlight
    if (batch === null) return false
    const proposals = batch.kind === 'decide' ? [batch.decision.proposal] : []
    if (proposals.some(refuses)) {
      apply({ kind: 'failed', error: 'disk full' })
    } else {
      decisions.push(...proposals)
      apply({ kind: 'acknowledged', returned: [], next: null, now: 0 })
    }
    return true
  }
  const settle = () => {
    while (answer()) {}
  }
  return {
    apply,
    press: (command: DeskCommand) => apply({ kind: 'command', command }),
    answer,
    settle,
    decisions,
    state: () => state,
    shown: () => state.session.current,
  }
}

describe('several decided together', () => {
  const together = ids(12, 13)
  const acceptThem: DeskCommand = { kind: 'several', verdict: 'accept', proposals: together }

  it('are one batch, and what is on screen stays where it is not among them', () => {
    const d = desk()
    d.press(acceptThem)
    expect(d.state().inFlight).toEqual(acceptThem)
    d.settle()
    expect(d.shown()).toBe(11)
    d.press(accept)
    d.settle()
    expect(d.shown()).toBe(14)
    expect(d.state().pace.decisions).toBe(3)
  })

  it('stay undecided where that failed, until it is tried again', () => {
    const d = desk()
    d.press(acceptThem)
    d.apply({ kind: 'failed', error: 'conflict' })
    expect(d.state().session.settled.size).toBe(0)
    d.press({ kind: 'retry' })
    expect(d.state().inFlight).toEqual(acceptThem)
    d.apply({ kind: 'failed', error: 'conflict' })
    d.press({ kind: 'keep' })
    expect(d.state().failure).toBeNull()
    expect(d.state().session.settled.size).toBe(0)
  })
})

describe('queue of decision batches', () => {
  it('keeps what is on screen until its decision is on disk', () => {
    const d = desk()
    d.press(accept)
    expect(d.shown()).toBe(11)
    expect(d.decisions).toEqual([])
    d.settle()
    expect(d.decisions).toEqual([11])
    expect(d.shown()).toBe(12)
  })

  it('applies commands given meanwhile to the items that come up, each once', () => {
    const d = desk()
    for (const command of [accept, accept, next, accept]) d.press(command)
    d.settle()
    expect(d.decisions).toEqual([11, 12, 14])
    expect(d.shown()).toBe(13)
  })

  it('stays on an item whose decision failed, and keeps the commands behind it', () => {
    let full = true
    const d = desk((proposal) => full && proposal === 12)
    for (const command of [accept, accept, accept, next]) d.press(command)
    d.settle()
    expect(d.decisions).toEqual([11])
    expect(d.shown()).toBe(12)
    expect(d.state().failure).toMatchObject({ proposal: 12, error: 'disk full', held: [accept, next] })
    full = false
    d.press({ kind: 'retry' })
    d.settle()
    expect(d.decisions).toEqual([11, 12, 13])
    expect(d.shown()).toBe(14)
  })

  it('goes on with what waits once what stands is kept', () => {
    const d = desk((proposal) => proposal === 11)
    for (const command of [accept, accept]) d.press(command)
    d.settle()
    d.press({ kind: 'keep' })
    d.settle()
    expect(d.decisions).toEqual([12])
    expect(d.state()).toMatchObject({ failure: null, leftOut: 0 })
  })

  it('leaves out what waits when the person does something else, and says how much', () => {
    const d = desk((proposal) => proposal === 11)
    for (const command of [accept, accept, accept]) d.press(command)
    d.settle()
    d.press(next)
    expect(d.state()).toMatchObject({ failure: null, leftOut: 2, queued: [] })
    expect(d.shown()).toBe(12)
    d.press(accept)
    d.settle()
    expect(d.decisions).toEqual([12])
    expect(d.state().leftOut).toBe(0)
  })

  it('goes on after a failure', () => {
    let full = true
    const d = desk(() => full)
    d.press(accept)
    d.settle()
    full = false
    d.press(accept)
    d.settle()
    expect(d.decisions).toEqual([11])
    expect(d.state().failure).toBeNull()
  })

  it('keeps on screen what a failed decision was about, though somebody else decided it meanwhile', () => {
    const d = desk((proposal) => proposal === 11)
    d.press(accept)
    d.apply({ kind: 'update', update: { kind: 'gone', proposals: new Set(ids(11)) } })
    d.settle()
    expect(d.shown()).toBe(11)
    expect(d.state().failure).toMatchObject({ proposal: 11 })
  })

  it('opens a form on the item that the keys before it lead to, and gives its keys to no item', () => {
    const d = desk()
    for (const command of [accept, openEdit, accept, next]) d.press(command)
    d.settle()
    expect(d.decisions).toEqual([11])
    expect(d.shown()).toBe(12)
    expect(d.state()).toMatchObject({ editing: { proposal: 12, field: { kind: 'text' } }, leftOut: 2 })
  })

  it('keeps an item while it is edited or asked about, whoever takes or decides it', () => {
    for (const command of [openEdit, { kind: 'hold' } as const]) {
      const d = desk()
      d.press(command)
      d.apply({ kind: 'update', update: { kind: 'taken', proposals: new Set(ids(11)) } })
      d.apply({ kind: 'update', update: { kind: 'gone', proposals: new Set(ids(11)) } })
      expect(d.shown()).toBe(11)
    }
  })

  it('ends an edit with a command, a decision, or another item on screen', () => {
    const edit: DeskCommand = { kind: 'edit', proposal: id(11), content: NO_CONTENT, pressedAt: 0 }
    for (const command of [{ kind: 'close-edit' } as const, edit, { kind: 'jump', position: 3 } as const]) {
      const d = desk()
      d.press(openEdit)
      d.press(command)
      d.settle()
      expect(d.state().editing).toBeNull()
    }
  })

  it('counts the keys that find nothing on screen', () => {
    const d = desk()
    for (let key = 0; key < 6; key += 1) d.press(accept)
    d.settle()
    expect(d.decisions).toEqual([11, 12, 13, 14])
    expect(d.state().leftOut).toBe(2)
  })

  it('has one batch in flight and the other commands behind it, and ends at none', () => {
    const d = desk()
    const open = () => [d.state().inFlight === null ? 0 : 1, d.state().queued.length]
    d.press(accept)
    expect(open()).toEqual([1, 0])
    d.press(accept)
    expect(open()).toEqual([1, 1])
    d.answer()
    expect(open()).toEqual([1, 0])
    d.answer()
    expect(open()).toEqual([0, 0])
  })

  it('ignores an answer that nothing waits for', () => {
    const d = desk()
    const before = d.state()
    d.apply({ kind: 'acknowledged', returned: ids(14), next: null, now: 0 })
    expect(d.state()).toBe(before)
  })

  it('has the same outcome however fast the commands come', () => {
    const commands = fc.array(fc.constantFrom(accept, next, previous), { maxLength: 12 })
    fc.assert(
      fc.property(commands, fc.func(fc.nat(3)), (given, answers) => {
        const slow = desk()
        for (const command of given) {
          slow.press(command)
          slow.settle()
        }
        const fast = desk()
        for (const [index, command] of given.entries()) {
          fast.press(command)
          for (let count = answers(index); count > 0; count -= 1) fast.answer()
        }
        fast.settle()
        expect(fast.decisions).toEqual(slow.decisions)
        expect(fast.shown()).toBe(slow.shown())
      }),
    )
  })

  it('knows where the queue will be when every open batch is acknowledged', () => {
    const command = fc.constantFrom<DeskCommand>(
      accept,
      next,
      previous,
      { kind: 'jump', position: 3 },
      { kind: 'bulk', verdict: 'reject', filter: FILTER },
    )
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (given) => {
        const d = desk()
        for (const each of given) d.press(each)
        const expected = expectedSession(d.state())
        d.settle()
        expect(d.state().session).toEqual(expected)
      }),
    )
  })

  it('loses nothing: every command is done, waits, or is counted as left out', () => {
    const event = fc.constantFrom(
      'accept',
      'edit',
      'bulk',
      'acknowledge',
      'fail',
      'update',
      'retry',
      'discard',
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const d = desk()
        const count = { given: 0, acknowledged: 0, settled: 0, leftOut: 0 }
        const edit: DeskCommand = { kind: 'edit', proposal: id(11), content: NO_CONTENT, pressedAt: 0 }
        const bulk: DeskCommand = { kind: 'bulk', verdict: 'skip', filter: FILTER }
        for (const each of events) {
          const { inFlight, failure, session, leftOut } = d.state()
          // What failed is settled by the next thing that the person does; a retry does it again.
          const settles = inFlight === null && failure !== null
          // What was left out before; the next decision that is on disk begins the count again.
          let before = each === 'acknowledge' && inFlight?.kind === 'decide' ? 0 : leftOut
          if (each === 'accept' || each === 'edit' || each === 'bulk') {
            d.press({ accept, edit, bulk }[each])
            count.given += 1
            if (settles && (each !== 'accept' || session.current !== null)) count.settled += 1
            if (settles && each === 'bulk') {
              count.leftOut += failure.held.length
              before = failure.held.length
            }
          } else if (each === 'acknowledge' && inFlight !== null) {
            d.apply({ kind: 'acknowledged', returned: [], next: null, now: 0 })
            count.acknowledged += 1
          } else if (each === 'fail' && inFlight !== null) {
            d.apply({ kind: 'failed', error: 'disk full' })
          } else if (each === 'update') {
            d.apply({ kind: 'update', update: { kind: 'regenerated', proposal: id(20) } })
          } else if (each === 'retry' && settles) {
            d.press({ kind: 'retry' })
          } else if (each === 'discard' && settles) {
            d.press({ kind: 'discard' })
            count.settled += 1
            count.leftOut += failure.held.length
            expect(d.state().leftOut).toBe(failure.held.length)
            before = failure.held.length
          }
          const now = d.state()
          count.leftOut += now.leftOut - before
          const failed = now.failure !== null && now.inFlight === null ? 1 + now.failure.held.length : 0
          const open = (now.inFlight === null ? 0 : 1) + now.queued.length + failed
          expect(count.acknowledged + count.settled + count.leftOut + open).toBe(count.given)
          if (open === 0) expect(now.updates).toEqual([])
        }
      }),
    )
  })
})

const NO_CONTENT = { text: 'Mug', visual: '', attributes: [] }
const FILTER = { dataset: DatasetId.parse(1) }
