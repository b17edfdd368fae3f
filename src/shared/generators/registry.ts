import { ollama } from './ollama.ts'
import { openai } from './openai.ts'
import { ruleBased } from './rule-based.ts'

/** Every generator, in the order of forms and lists; `src/main/generators/registry.ts` must have the code of each. */
export const generators = [ollama, openai, ruleBased] as const
