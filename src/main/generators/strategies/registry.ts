import type { StrategyName } from '#shared/generators/strategies/strategy-name.ts'
import { attributes } from './attributes.ts'
import { fullText } from './full-text.ts'
import { oneCall } from './one-call.ts'
import type { Strategy } from './strategy.ts'

/** The code of every strategy that `src/shared/generators/strategies/registry.ts` describes. */
export const strategyCode: Readonly<Record<StrategyName, Strategy>> = {
  attributes,
  'one-call': oneCall,
  'full-text': fullText,
}
