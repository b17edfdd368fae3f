import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { StepTurns } from './turns.ts'

/** Items that ask one step after the other; answers come one by one. */
async function orderOf(items: number, atOnce: number, steps: readonly string[]): Promise<string[]> {
  const turns = new StepTurns(atOnce, new AbortController().signal)
  const asked: string[] = []
  await Promise.all(
    Array.from({ length: items }, async () => {
      for (const step of steps) {
        const done = await turns.take(step)
        asked.push(step)
        await setImmediate()
        done()
      }
    }),
  )
  return asked
}

it('a window of items goes through one step after the other', async () => {
  expect((await orderOf(3, 1, ['a', 'b', 'c'])).join('')).toBe('aaabbbccc')
})

it('every question has its turn, and no more than so many at a time', async () => {
  const run = async (items: number, atOnce: number) => {
    const turns = new StepTurns(atOnce, new AbortController().signal)
    let [now, most, all] = [0, 0, 0]
    const ask = async (step: string) => {
      const done = await turns.take(step)
      now += 1
      all += 1
      most = Math.max(most, now)
      await setImmediate()
      now -= 1
      done()
      done()
    }
    await Promise.all(Array.from({ length: items }, (_, index) => ask(index % 2 === 0 ? 'a' : 'b')))
    expect(all).toBe(items)
    expect(most).toBe(Math.min(items, atOnce))
  }
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 4 }), run), {
    numRuns: 20,
  })
})

it('who waits is refused once turns are no longer given, and so is who comes then', async () => {
  const hold = new AbortController()
  const turns = new StepTurns(1, hold.signal)
  const done = await turns.take('a')
  const waiting = expect(turns.take('a')).rejects.toThrow('enough')
  hold.abort(new Error('enough'))
  await waiting
  done()
  await expect(turns.take('b')).rejects.toThrow('enough')
})
