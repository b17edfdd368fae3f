import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ProposalId } from '#shared/contract/ids.ts'
import { decided, moved, opened, type Session } from './session.ts'
import { type StepFailure, StepQueue } from './step-queue.ts'

type Key = 'accept' | 'next' | 'previous'

/** A desk whose engine answers when told to, as a curator's window has it. */
function desk(order: readonly ProposalId[], refuses: (proposal: ProposalId) => boolean = () => false) {
  let session: Session = opened(order)
  const decisions: ProposalId[] = []
  const failures: StepFailure<Key>[] = []
  const openCounts: number[] = []
  let answer: (() => void) | null = null
  const queue = new StepQueue<Key>({
    async perform(key) {
      if (key !== 'accept') {
        session = moved(session, key === 'next' ? 1 : -1)
        return
      }
      const proposal = session.current
      if (proposal === null) return
      await new Promise<void>((resolve) => {
        answer = resolve
      })
      if (refuses(proposal)) throw new Error('disk full')
      decisions.push(proposal)
      session = decided(session, [proposal])
    },
    failed: (failure) => failures.push(failure),
    changed: (open) => openCounts.push(open),
  })
  const settle = async () => {
    await turn()
    while (answer !== null) {
      const resolve: () => void = answer
      answer = null
      resolve()
      await turn()
    }
  }
  return { queue, settle, decisions, failures, openCounts, shown: () => session.current }
}

const order = [11, 12, 13, 14].map((id) => ProposalId.parse(id))

describe('step queue', () => {
  it('keeps what is on screen until its decision is on disk', async () => {
    const { queue, settle, decisions, shown } = desk(order)
    queue.press('accept')
    await turn()
    expect(shown()).toBe(11)
    expect(decisions).toEqual([])
    await settle()
    expect(decisions).toEqual([11])
    expect(shown()).toBe(12)
  })

  it('does keys pressed meanwhile to the items that come up, each once', async () => {
    const { queue, settle, decisions, shown } = desk(order)
    for (const key of ['accept', 'accept', 'next', 'accept'] as const) queue.press(key)
    await settle()
    expect(decisions).toEqual([11, 12, 14])
    expect(shown()).toBe(13)
  })

  it('stays on an item whose decision failed and hands back the keys behind it', async () => {
    const { queue, settle, decisions, failures, shown } = desk(order, (proposal) => proposal === 12)
    for (const key of ['accept', 'accept', 'accept', 'next'] as const) queue.press(key)
    await settle()
    expect(decisions).toEqual([11])
    expect(shown()).toBe(12)
    expect(failures.map(({ step, dropped }) => ({ step, dropped }))).toEqual([
      { step: 'accept', dropped: ['accept', 'next'] },
    ])
  })

  it('goes on after a failure', async () => {
    let full = true
    const { queue, settle, decisions } = desk(order, () => full)
    queue.press('accept')
    await settle()
    full = false
    queue.press('accept')
    await settle()
    expect(decisions).toEqual([11])
  })

  it('says how many steps are open, and ends at none', async () => {
    const { queue, settle, openCounts } = desk(order)
    queue.press('accept')
    queue.press('accept')
    await turn()
    expect(queue.open).toBe(2)
    await settle()
    expect(openCounts).toEqual([1, 2, 1, 0])
    expect(queue.open).toBe(0)
  })

  it('has the same outcome however fast the keys come', async () => {
    const keys = fc.array(fc.constantFrom<Key>('accept', 'next', 'previous'), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(keys, fc.func(fc.boolean()), async (pressed, waits) => {
        const slow = desk(order)
        for (const key of pressed) {
          slow.queue.press(key)
          await slow.settle()
        }
        const fast = desk(order)
        for (const [index, key] of pressed.entries()) {
          fast.queue.press(key)
          if (waits(index)) await fast.settle()
        }
        await fast.settle()
        expect(fast.decisions).toEqual(slow.decisions)
        expect(fast.shown()).toBe(slow.shown())
      }),
      { numRuns: 50 },
    )
  })
})
