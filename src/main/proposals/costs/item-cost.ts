import type { StepProvenance } from '#shared/contract/proposals.ts'

/** What one item took of a model. */
export interface ItemCost {
  /** Null where the server does not count. */
  readonly promptTokens: number | null
  readonly answerTokens: number | null
  /** Of the job's time: with two questions at a time each takes half of its own. */
  readonly seconds: number
}

/** @returns null where no model was asked */
export function itemCost(steps: readonly StepProvenance[], concurrency: number): ItemCost | null {
  if (steps.length === 0) return null
  return {
    promptTokens: total(steps.map(({ promptTokens }) => promptTokens)),
    answerTokens: total(steps.map(({ answerTokens }) => answerTokens)),
    seconds: steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000 / concurrency,
  }
}

/** @returns null without any */
export function meanCost(costs: readonly ItemCost[]): ItemCost | null {
  if (costs.length === 0) return null
  const mean = (sum: number | null) => (sum === null ? null : sum / costs.length)
  return {
    promptTokens: mean(total(costs.map(({ promptTokens }) => promptTokens))),
    answerTokens: mean(total(costs.map(({ answerTokens }) => answerTokens))),
    seconds: costs.reduce((sum, { seconds }) => sum + seconds, 0) / costs.length,
  }
}

/** Null where one is unknown, since the others would count as all. */
function total(counts: readonly (number | null)[]): number | null {
  return counts.reduce((sum, count) => (sum === null || count === null ? null : sum + count), 0)
}
