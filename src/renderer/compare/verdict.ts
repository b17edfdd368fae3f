import type { PairedTest } from '#shared/contract/runs.ts'
import { isLowerBetter, metricLabel } from '#shared/training/metrics/registry.ts'
import { formatDifference, formatP } from '../components/intervals/format-difference.ts'

/** Below this p a difference counts as one. */
export const SIGNIFICANCE = 0.05

export type Outcome = 'better' | 'worse' | 'undecided'

export function outcomeOf(test: PairedTest): Outcome {
  if (!(test.p < SIGNIFICANCE) || test.meanDifference === 0) return 'undecided'
  return test.meanDifference > 0 !== isLowerBetter(test.metric) ? 'better' : 'worse'
}

/** What a paired test says, in a sentence: "NegGen is better than LightGCN on Recall@20: +0.0123, p = 0.003, 597 users." */
export function verdictSentence(first: string, second: string, test: PairedTest): string {
  const metric = metricLabel(test.metric)
  const numbers = `${formatDifference(test.meanDifference)}, ${formatP(test.p)}, ${test.users} users`
  const outcome = outcomeOf(test)
  switch (outcome) {
    case 'better':
    case 'worse':
      return `${second} is ${outcome} than ${first} on ${metric}: ${numbers}.`
    case 'undecided':
      return `No significant difference between ${second} and ${first} on ${metric}: ${numbers}.`
  }
}
