import { AdamMoments } from './adam-moments.ts'
import type { Optimizer, OptimizerContext } from './optimizer.ts'

/**
 * Adam that leaves the rows of a parameter, and their moments, as they are where the batch touches only some of them.
 * It differs from Adam (Kingma & Ba 2015, algorithm 1) as LazyAdam of TensorFlow Addons and SparseAdam of PyTorch do:
 * - a row without a gradient neither decays its moments nor moves on by them;
 * - the bias correction, 1 - beta^t, counts the steps t of the whole parameter and not those of the row. A row that is
 *   touched for the first time after many steps has moments from 0 whose bias is hardly corrected any more: its first
 *   change is (1 - beta1) / sqrt(1 - beta2) = 3.2 times the learning rate.
 * A gradient with a part that is not of some rows, as the embeddings have it in models that propagate over the graph, is
 * applied as Adam applies it.
 */
export function createLazyAdam(context: OptimizerContext): Optimizer {
  return new AdamMoments(context, (backend, slot, gradient, settings, guard) => {
    const { dense, rows, product } = gradient
    if (rows !== null && dense === null && product === null) backend.adamRows(slot, rows, settings, guard)
    else backend.adam(slot, gradient, settings, guard)
  })
}
