import type { Scorer } from '../samplers/sampler.ts'

/** For samplers that do not look at the model. */
export const noScores: Scorer = { scores: refuse, layerScores: refuse }

function refuse(): Promise<never> {
  return Promise.reject(new Error('This sampler does not look at the model.'))
}
