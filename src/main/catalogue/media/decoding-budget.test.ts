import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { DecodingBudget } from './decoding-budget.ts'

it('never spends more than it has, except for what needs more alone, and starts all in order', async () => {
  const works = fc.array(
    fc.record({ bytes: fc.integer({ min: 0, max: 15 }), turns: fc.nat(4), fails: fc.boolean() }),
  )
  await fc.assert(
    fc.asyncProperty(works, async (all) => {
      const budget = new DecodingBudget(10)
      const started: number[] = []
      let spent = 0
      const results = await Promise.allSettled(
        all.map(({ bytes, turns, fails }, index) =>
          budget.spend(bytes, async () => {
            started.push(index)
            expect(spent === 0 || spent + bytes <= 10).toBe(true)
            spent += bytes
            for (let turn = 0; turn < turns; turn++) await setImmediate()
            spent -= bytes
            if (fails) throw new Error('undecodable')
            return index
          }),
        ),
      )
      expect(started).toEqual(all.map((_, index) => index))
      expect(results).toMatchObject(
        all.map(({ fails }, value) =>
          fails ? { status: 'rejected', reason: { message: 'undecodable' } } : { status: 'fulfilled', value },
        ),
      )
    }),
  )
})
