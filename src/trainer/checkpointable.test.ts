import { expect, test } from 'vitest'
import { z } from 'zod'
import { type Checkpointable, checkpointPart, partStates, restoreParts } from './checkpointable.ts'

class Counter implements Checkpointable<number> {
  state = 0
  restore(state: number): void {
    this.state = state
  }
}

function twoCounters() {
  const [a, b] = [new Counter(), new Counter()]
  const parts = [checkpointPart('a', z.int(), a), checkpointPart('b', z.int(), b)]
  return { a, b, parts }
}

test('parts continue from what others of the same names gave, through JSON', () => {
  const first = twoCounters()
  first.a.state = 3
  first.b.state = 5
  const second = twoCounters()
  restoreParts(second.parts, JSON.parse(JSON.stringify(partStates(first.parts))), 'x')
  expect([second.a.state, second.b.state]).toEqual([3, 5])
})

test('a state that is missing or does not fit is named, and no part is changed', () => {
  for (const b of [undefined, 'five']) {
    const { a, parts } = twoCounters()
    expect(() => restoreParts(parts, { a: 3, b }, 'checkpoint.safetensors')).toThrow(
      /^checkpoint\.safetensors is damaged: the state of "b" does not fit: /,
    )
    expect(a.state).toBe(0)
  }
})
