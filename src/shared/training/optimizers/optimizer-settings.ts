import { z } from 'zod'
import { descriptorNamed } from '../../descriptors/descriptor-named.ts'
import { settingsUnion } from '../../descriptors/settings-union.ts'
import type { OptimizerDescriptor } from '../descriptor.ts'
import { optimizers } from './registry.ts'

export const OptimizerName = z.enum(optimizers.map(({ name }) => name))
export type OptimizerName = z.infer<typeof OptimizerName>

export const DEFAULT_OPTIMIZER: OptimizerName = 'adam'

/** An optimiser's name with its own settings, and no other optimiser's. */
export const OptimizerSettings = settingsUnion(optimizers)
type AnyOptimizer = z.infer<typeof OptimizerSettings>
export type OptimizerSettings<Name extends OptimizerName = OptimizerName> = {
  [Each in Name]: Extract<AnyOptimizer, { name: Each }>
}[Name]

export function optimizerDescriptor(name: OptimizerName): OptimizerDescriptor<OptimizerName> {
  return descriptorNamed<OptimizerDescriptor<OptimizerName>>(optimizers, 'optimiser', name)
}
