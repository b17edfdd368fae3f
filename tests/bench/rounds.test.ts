import { expect, it } from 'vitest'
import { alternate, quotient, roundOf, summarize } from './rounds.ts'

it('a summary is made of the medians of the rounds, not of all steps', () => {
  const quiet = roundOf([2, 1, 3])
  const busy = roundOf([90, 80, 100, 70])
  expect(summarize([quiet, busy, quiet])).toEqual({ median: 2, min: 1, spread: [2, 85], rounds: 3, n: 10 })
})

it('a quotient compares the medians, and its spread each round with its neighbour', () => {
  const value = [roundOf([3]), roundOf([30]), roundOf([4])]
  const baseline = [roundOf([2]), roundOf([10]), roundOf([2])]
  expect(quotient(value, baseline)).toEqual({ figure: 2, spread: [1.5, 3] })
})

it('contenders take turns in every round', async () => {
  const order: string[] = []
  const turn = (name: string) => async (round: number) => {
    order.push(`${name}${round}`)
    return roundOf([round + 1])
  }
  const { a, b } = await alternate(2, { a: turn('a'), b: turn('b') })
  expect(order).toEqual(['a0', 'b0', 'a1', 'b1'])
  expect(a).toEqual(b)
  expect(a.map((round) => round.median)).toEqual([1, 2])
})
