import type { OptimizerName, OptimizerSettings } from '#shared/training/optimizers/optimizer-settings.ts'
import type { Optimizer, OptimizerContext } from './optimizer.ts'
import { factories } from './registry.ts'

/** The optimiser that the settings name, at its beginning. */
export function createOptimizer<Name extends OptimizerName>(
  settings: OptimizerSettings<Name>,
  context: OptimizerContext,
): Optimizer {
  const name: Name = settings.name
  return factories[name](context, settings)
}
