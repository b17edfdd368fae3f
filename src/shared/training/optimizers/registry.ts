import { adam } from './adam.ts'
import { lazyAdam } from './lazy-adam.ts'
import { sgd } from './sgd.ts'

/** Every optimiser, in the order in which forms and lists show them. */
export const optimizers = [adam, lazyAdam, sgd] as const
