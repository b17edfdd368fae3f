import { expect, test } from 'vitest'
import { EarlyStopping, EarlyStoppingState } from './early-stopping.ts'

test('stops after `patience` validations in a row without a better value', () => {
  const stopping = new EarlyStopping(2)
  const observed = [0.1, 0.2, 0.2, 0.3, 0.1, 0.3].map((value, index) => ({
    better: stopping.observe(index + 1, value),
    best: stopping.bestEpoch,
    exhausted: stopping.exhausted,
  }))
  expect(observed).toEqual([
    { better: true, best: 1, exhausted: false },
    { better: true, best: 2, exhausted: false },
    { better: false, best: 2, exhausted: false },
    { better: true, best: 4, exhausted: false },
    { better: false, best: 4, exhausted: false },
    { better: false, best: 4, exhausted: true },
  ])
})

test('a first value of 0 is the best so far', () => {
  const stopping = new EarlyStopping(1)
  expect([stopping.bestEpoch, stopping.observe(3, 0), stopping.bestEpoch]).toEqual([0, true, 3])
})

test('goes on from a state, also from one without an observation', () => {
  const first = new EarlyStopping(3)
  const values = [0.1, 0.4, 0.3, 0.4, 0.2]
  values.forEach((value, index) => {
    const second = new EarlyStopping(3)
    second.restore(EarlyStoppingState.parse(JSON.parse(JSON.stringify(first.state))))
    expect(second.observe(index + 1, value)).toBe(first.observe(index + 1, value))
    expect(second.state).toEqual(first.state)
    expect(second.exhausted).toBe(first.exhausted)
  })
  expect(first.exhausted).toBe(true)
})
