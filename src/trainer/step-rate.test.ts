import { expect, test } from 'vitest'
import { StepRate } from './step-rate.ts'

/** Rates that are reported while steps take so long, and after which of them. */
function reports(durations: readonly number[]): [step: number, rate: number][] {
  const rate = new StepRate()
  return durations.flatMap((seconds, index): [number, number][] => {
    const reported = rate.count(seconds)
    return reported === null ? [] : [[index + 1, reported]]
  })
}

test('quick steps are reported four times a second', () => {
  const found = reports(new Array<number>(64).fill(1 / 32))
  expect(found.map(([step]) => step)).toEqual([8, 16, 24, 32, 40, 48, 56, 64])
  expect(new Set(found.map(([, rate]) => rate))).toEqual(new Set([32]))
})

test('slow steps are reported each', () => {
  expect(reports([2, 2, 2])).toEqual([
    [1, 0.5],
    [2, 0.5],
    [3, 0.5],
  ])
})

test('the rate forgets what is longer ago than a second', () => {
  const found = reports([...new Array<number>(32).fill(1 / 32), ...new Array<number>(64).fill(1 / 64)])
  expect(found.slice(3).map(([, rate]) => rate)).toEqual([32, 40, 48, 56, 64])
})
