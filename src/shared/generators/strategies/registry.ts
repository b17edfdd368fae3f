import { attributes } from './attributes.ts'
import { fullText } from './full-text.ts'
import { oneCall } from './one-call.ts'

/** Every strategy, in the order of forms; `src/main/generators/strategies/registry.ts` must have the code of each. */
export const strategies = [attributes, oneCall, fullText] as const
