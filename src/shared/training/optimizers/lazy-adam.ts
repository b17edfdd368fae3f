import { z } from 'zod'
import type { OptimizerDescriptor } from '../descriptor.ts'

export const lazyAdam = {
  name: 'lazy-adam',
  label: 'Lazy Adam',
  summary:
    'Adam on the rows of embeddings that the batch touches: a step of BPR-MF costs what its batch costs, not the catalogue. Parameters that the batch touches as a whole are updated as by Adam.',
  source:
    'Kingma & Ba 2015, as LazyAdam of TensorFlow Addons and SparseAdam of PyTorch have it for sparse gradients',
  settings: z.strictObject({ name: z.literal('lazy-adam') }),
} as const satisfies OptimizerDescriptor
