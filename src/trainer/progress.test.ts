import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BEGINNING, isPlanDone, Progress, positionOf, withEpoch, withStep } from './progress.ts'

const plan = { epochs: 3, stepsPerEpoch: 2 }
const step = fc.record({ loss: fc.double({ noNaN: true, min: 0, max: 10 }), seconds: fc.nat(100) })

test('steps and epochs add up, however many there were', () => {
  fc.assert(
    fc.property(fc.array(fc.array(step, { maxLength: 4 }), { minLength: 1, maxLength: 4 }), (epochs) => {
      let progress = BEGINNING
      for (const [index, steps] of epochs.entries()) {
        if (index > 0) progress = withEpoch(progress)
        for (const { loss, seconds } of steps) progress = withStep(progress, loss, seconds)
      }
      const last = epochs.at(-1) ?? []
      const total = (steps: typeof last, of: 'loss' | 'seconds') =>
        steps.reduce((sum, one) => sum + one[of], 0)
      expect(Progress.parse(progress)).toEqual({
        ...BEGINNING,
        epoch: epochs.length,
        step: last.length,
        lossSum: total(last, 'loss'),
        seconds: total(last, 'seconds'),
        epochSeconds: epochs.slice(0, -1).map((steps) => total(steps, 'seconds')),
      })
    }),
  )
})

test('what is done leaves the record before it as it was', () => {
  const before = Object.freeze({ ...BEGINNING, epochSeconds: Object.freeze([]) })
  withEpoch(withStep(before, 1, 1))
  expect(before).toEqual(BEGINNING)
})

describe('a plan', () => {
  const atTheEnd = withEpoch(withEpoch(withEpoch(BEGINNING)))

  test('is done after its last epoch, and then stands at the end of that', () => {
    expect(isPlanDone(withEpoch(withEpoch(BEGINNING)), plan)).toBe(false)
    expect(isPlanDone(atTheEnd, plan)).toBe(true)
    expect(positionOf(atTheEnd, plan)).toEqual({ epoch: 3, step: 2 })
    expect(positionOf(withStep(BEGINNING, 1, 1), plan)).toEqual({ epoch: 1, step: 1 })
  })

  test('without steps is done from the beginning', () => {
    expect(isPlanDone(BEGINNING, { epochs: 3, stepsPerEpoch: 0 })).toBe(true)
  })
})
