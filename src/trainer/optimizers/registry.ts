import type { OptimizerName, OptimizerSettings } from '#shared/training/optimizers/optimizer-settings.ts'
import { createAdam } from './adam.ts'
import { createLazyAdam } from './lazy-adam.ts'
import type { Optimizer, OptimizerContext } from './optimizer.ts'
import { Sgd } from './sgd.ts'

/** How each optimiser is made. */
export type Factories = {
  readonly [Name in OptimizerName]: (
    context: OptimizerContext,
    settings: OptimizerSettings<Name>,
  ) => Optimizer
}

export const factories: Factories = {
  adam: createAdam,
  'lazy-adam': createLazyAdam,
  sgd: (context) => new Sgd(context),
}
