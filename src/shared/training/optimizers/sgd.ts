import { z } from 'zod'
import type { OptimizerDescriptor } from '../descriptor.ts'

export const sgd = {
  name: 'sgd',
  label: 'SGD',
  summary:
    "Plain gradient descent, without a state. The learning rate is that of one triple, since the triples' gradients are summed over the batch; 0.01 to 0.1 suit BPR-MF.",
  source: 'Rendle et al. 2009, figure 4 (LearnBPR), in batches',
  settings: z.strictObject({ name: z.literal('sgd') }),
} as const satisfies OptimizerDescriptor
