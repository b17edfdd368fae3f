import { AdamMoments } from './adam-moments.ts'
import type { Optimizer, OptimizerContext } from './optimizer.ts'

/** Adam (Kingma & Ba 2015, algorithm 1) over whole parameters. */
export function createAdam(context: OptimizerContext): Optimizer {
  return new AdamMoments(context, (backend, ...update) => backend.adam(...update))
}
