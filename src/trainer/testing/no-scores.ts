import type { Scorer } from '../samplers/sampler.ts'

/** For samplers that do not look at the model. */
export const noScores: Scorer = {
  scores: () => Promise.reject(new Error('This sampler does not look at the model.')),
}
