import type { Scorer } from '../samplers/sampler.ts'

type Score = (user: number, item: number) => number

/**
 * Scores by functions of user and item.
 * @param byLayer those of the layers; by default one layer with the score itself
 */
export function plainScorer(score: Score, byLayer: readonly Score[] = [score]): Scorer {
  const each = (of: Score, users: Int32Array, items: Int32Array) =>
    Float32Array.from(users, (user, pair) => of(user, items[pair] ?? -1))
  return {
    scores: async (users, items) => each(score, users, items),
    layerScores: async (users, items) => byLayer.map((layer) => each(layer, users, items)),
  }
}
