import type { Backend } from '../backends/backend.ts'
import type { Batch } from '../data/triplet-loader.ts'
import type { Model } from '../models/model.ts'
import type { NegativeSampler, Proposal } from './sampler.ts'

/** The triples of a step: the candidates as they are, or those that the sampler selects by the model. */
export async function chooseNegatives(
  backend: Backend,
  model: Model,
  sampler: NegativeSampler,
  proposal: Proposal,
): Promise<Batch> {
  const { users, positives, candidates } = proposal
  if (sampler.select === undefined) return { users, positives, negatives: candidates }
  const mark = backend.mark()
  try {
    const embeddings = model.embeddings()
    return { users, positives, negatives: await sampler.select(proposal, { backend, embeddings }) }
  } finally {
    backend.release(mark)
  }
}
