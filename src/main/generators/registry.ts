import type { GeneratorKind } from '#shared/generators/generator-options.ts'
import type { GeneratorContext, GeneratorFactory } from './generator-factory.ts'
import { ollama } from './ollama/ollama.ts'
import { openai } from './openai/openai.ts'
import { ruleBased } from './rule-based/rule-based.ts'

/** The code of every generator that `src/shared/generators/registry.ts` describes. */
export const factories: Readonly<Record<GeneratorKind, (context: GeneratorContext) => GeneratorFactory>> = {
  ollama,
  openai,
  'rule-based': ruleBased,
}
