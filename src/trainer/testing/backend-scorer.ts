import type { Backend, Tensor } from '../backends/backend.ts'
import type { Scorer } from '../samplers/sampler.ts'

/** Scores by given vectors of users and items, in one layer. */
export function backendScorer(backend: Backend, users: Tensor, items: Tensor): Scorer {
  const scores = (some: Int32Array, list: Int32Array) => backend.pairScores(users, some, items, list)
  return { scores, layerScores: async (some, list) => [await scores(some, list)] }
}
