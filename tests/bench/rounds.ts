import { z } from 'zod'
import { median } from '#shared/median.ts'

/** What one round of one contender took: its timed steps, the warm-up left out. */
export interface Round {
  readonly median: number
  readonly min: number
  /** How many were timed. */
  readonly n: number
}

/** A contender's rounds in one line of the table. */
export const Summary = z.strictObject({
  /** Median of the rounds' medians. */
  median: z.number(),
  /** The least that any step took. */
  min: z.number(),
  /** Lowest and highest median of a round. */
  spread: z.tuple([z.number(), z.number()]),
  rounds: z.int().positive(),
  /** Timed steps in all rounds. */
  n: z.int().positive(),
})
export type Summary = z.infer<typeof Summary>

/** A quotient of two contenders, and the lowest and highest of the rounds' own. */
export interface Quotient {
  readonly figure: number
  readonly spread: [number, number]
}

/** @param times of one round's steps; at least one */
export function roundOf(times: readonly number[]): Round {
  return { median: median(times), min: Math.min(...times), n: times.length }
}

/** @throws RangeError for no rounds */
export function summarize(rounds: readonly Round[]): Summary {
  const medians = rounds.map((round) => round.median)
  return {
    median: median(medians),
    min: Math.min(...rounds.map((round) => round.min)),
    spread: extent(medians),
    rounds: rounds.length,
    n: rounds.reduce((sum, round) => sum + round.n, 0),
  }
}

/** Both lists hold the same rounds, in order: what else the machine did then touched both. */
export function quotient(value: readonly Round[], baseline: readonly Round[]): Quotient {
  const each = value.map((round, index) => round.median / (baseline[index]?.median ?? Number.NaN))
  return { figure: summarize(value).median / summarize(baseline).median, spread: extent(each) }
}

/**
 * Measures the contenders in turn, round by round, so that a busy minute of the machine meets all of them.
 * @param contenders each measures one round of its own, given the round's number from 0
 */
export async function alternate<Name extends string>(
  count: number,
  contenders: Readonly<Record<Name, (round: number) => Promise<Round>>>,
): Promise<Record<Name, Round[]>> {
  const names = Object.keys(contenders) as Name[]
  const rounds = Object.fromEntries(names.map((name) => [name, [] as Round[]])) as Record<Name, Round[]>
  for (let round = 0; round < count; round++) {
    for (const name of names) rounds[name].push(await contenders[name](round))
  }
  return rounds
}

function extent(values: readonly number[]): [number, number] {
  return [Math.min(...values), Math.max(...values)]
}
