import type { Backend, Tensor } from '../backends/backend.ts'
import type { Scorer } from '../samplers/sampler.ts'

/** Scores by given vectors of users and items. */
export function backendScorer(backend: Backend, users: Tensor, items: Tensor): Scorer {
  return { scores: (some, list) => backend.pairScores(users, some, items, list) }
}
