import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EarlyStopping, EarlyStoppingState, type StoppingRule } from './early-stopping.ts'

const plain: StoppingRule = { patience: 2, minimumEpochs: 0, validationWindow: 1 }

/** Where a run with this curve, validated after each epoch, stops, and which epoch's parameters it keeps. */
function follow(curve: readonly number[], rule: StoppingRule): { stopped: number | null; best: number } {
  const stopping = new EarlyStopping(rule)
  let best = 0
  for (const [index, value] of curve.entries()) {
    if (stopping.observe(index + 1, value)) best = index + 1
    if (stopping.exhausted) return { stopped: index + 1, best }
  }
  return { stopped: null, best }
}

const rising = (from: number, to: number, epochs: number) =>
  Array.from({ length: epochs }, (_, index) => from + ((to - from) * (index + 1)) / epochs)
const flat = (value: number, epochs: number) => new Array<number>(epochs).fill(value)

describe('on single values', () => {
  test('stops after `patience` validations in a row without a better one', () => {
    expect(follow([0.1, 0.2, 0.2, 0.3, 0.1, 0.3, 0.4], plain)).toEqual({ stopped: 6, best: 4 })
  })

  test('keeps a first value of 0', () => {
    expect(follow([0], plain)).toEqual({ stopped: null, best: 1 })
  })
})

describe('on a plateau before the rise', () => {
  // As LightGCN's on a small data set: popularity is learned within two epochs, taste much later.
  const curve = [0.11, 0.13, ...flat(0.126, 20), ...rising(0.126, 0.19, 50), ...flat(0.185, 40)]

  test('patience alone keeps the second epoch', () => {
    expect(follow(curve, { ...plain, patience: 10 })).toEqual({ stopped: 12, best: 2 })
  })

  test('a minimum leads over it, to the end of the rise', () => {
    const rule = { patience: 10, minimumEpochs: 30, validationWindow: 1 }
    expect(follow(curve, rule)).toEqual({ stopped: 82, best: 72 })
  })

  test('a minimum within it ends the run right there: the patience is used up already', () => {
    const rule = { patience: 10, minimumEpochs: 20, validationWindow: 1 }
    expect(follow(curve, rule)).toEqual({ stopped: 20, best: 2 })
  })
})

describe('on noise', () => {
  // A rise of 0.001 an epoch under noise that repeats every 5 epochs.
  const noise = [0.02, -0.015, 0.01, -0.02, 0.005]
  const noisy = Array.from({ length: 60 }, (_, index) => 0.1 + 0.001 * index + (noise[index % 5] ?? 0))

  test('a slow rise is lost on single values, and seen in their mean', () => {
    expect(follow(noisy, { ...plain, patience: 4 })).toEqual({ stopped: 5, best: 1 })
    expect(follow(noisy, { patience: 4, minimumEpochs: 0, validationWindow: 5 })).toEqual({
      stopped: null,
      best: 56,
    })
  })

  test('one lucky value sets the bar for good alone, and a fifth as high in the mean of five', () => {
    const lucky = noisy.with(11, 0.2)
    expect(follow(lucky, { ...plain, patience: 30 })).toEqual({ stopped: 42, best: 12 })
    expect(follow(lucky, { patience: 30, minimumEpochs: 0, validationWindow: 5 }).stopped).toBe(null)
  })

  test('what is kept is the best single epoch, whichever mean was best', () => {
    const rule = { patience: 30, minimumEpochs: 0, validationWindow: 5 }
    expect(follow(noisy.with(11, 0.2), rule).best).toBe(12)
  })
})

test('a curve that only rises is never stopped, whatever the rule', () => {
  const rules = fc.record({
    patience: fc.integer({ min: 1, max: 5 }),
    minimumEpochs: fc.nat(50),
    validationWindow: fc.integer({ min: 1, max: 10 }),
  })
  fc.assert(
    fc.property(rules, fc.integer({ min: 1, max: 60 }), (rule, epochs) => {
      expect(follow(rising(0, 1, epochs), rule)).toEqual({ stopped: null, best: epochs })
    }),
  )
})

test('a curve that only falls is stopped as soon as window, patience and minimum allow, and keeps its first epoch', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10 }),
      fc.nat(60),
      fc.integer({ min: 1, max: 10 }),
      (patience, minimumEpochs, validationWindow) => {
        expect(follow(rising(1, 0, 80), { patience, minimumEpochs, validationWindow })).toEqual({
          stopped: Math.max(minimumEpochs, validationWindow + patience),
          best: 1,
        })
      },
    ),
  )
})

test('a run shorter than window or minimum is not stopped, and keeps its best epoch', () => {
  const short = [0.2, 0.3, 0.1, 0.1]
  expect(follow(short, { patience: 1, minimumEpochs: 0, validationWindow: 5 })).toEqual({
    stopped: null,
    best: 2,
  })
  expect(follow(short, { patience: 1, minimumEpochs: 5, validationWindow: 1 })).toEqual({
    stopped: null,
    best: 2,
  })
})

test('stops at a validation only, where there are epochs between them', () => {
  const stopping = new EarlyStopping({ patience: 1, minimumEpochs: 45, validationWindow: 1 })
  const stopped = [20, 40, 60].map((epoch) => {
    stopping.observe(epoch, 0.5)
    return stopping.exhausted
  })
  expect(stopped).toEqual([false, false, true])
})

test('continues from a state, wherever it was taken', () => {
  const values = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 30 })
  fc.assert(
    fc.property(values, fc.nat(30), fc.integer({ min: 1, max: 5 }), (curve, at, validationWindow) => {
      const rule = { patience: 3, minimumEpochs: 8, validationWindow }
      const [whole, first, second] = [
        new EarlyStopping(rule),
        new EarlyStopping(rule),
        new EarlyStopping(rule),
      ]
      curve.forEach((value, index) => {
        if (index === at) second.restore(EarlyStoppingState.parse(JSON.parse(JSON.stringify(first.state))))
        const follower = index < at ? first : second
        expect(follower.observe(index + 1, value)).toBe(whole.observe(index + 1, value))
        expect(follower.exhausted).toBe(whole.exhausted)
      })
    }),
  )
})
