import type { Scorer } from '../samplers/sampler.ts'

/** Scores by a function of user and item. */
export function plainScorer(score: (user: number, item: number) => number): Scorer {
  return {
    scores: async (users, items) => Float32Array.from(users, (user, pair) => score(user, items[pair] ?? -1)),
  }
}
