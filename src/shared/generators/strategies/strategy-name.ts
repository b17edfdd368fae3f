import { z } from 'zod'
import { descriptorNamed } from '../../descriptors/descriptor-named.ts'
import { strategies } from './registry.ts'
import type { StrategyDescriptor } from './strategy-descriptor.ts'

export const StrategyName = z.enum(strategies.map(({ name }) => name))
export type StrategyName = z.infer<typeof StrategyName>

/** The descriptor of a registered strategy. */
export function strategyNamed(name: StrategyName): StrategyDescriptor<StrategyName> {
  return descriptorNamed<StrategyDescriptor<StrategyName>>(strategies, 'strategy', name)
}
