import type { z } from 'zod'
import type { Generator } from '#main/generators/generator.ts'
import { StrategyGenerator } from '#main/generators/strategies/strategy-generator.ts'
import type { Canary } from '#main/model-servers/canary.ts'
import { findOllamaModel } from '#main/ollama/ollama-model.ts'
import { OllamaServer } from '#main/ollama/server.ts'
import type { ChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import type { ollama } from '#shared/generators/ollama.ts'

export interface OllamaGeneratorDependencies {
  options: z.infer<typeof ollama.options>
  templates: ChosenTemplates
  canaries: Canary
}

/** A strategy over a model on an Ollama server. */
export function createOllamaGenerator({
  options,
  templates,
  canaries,
}: OllamaGeneratorDependencies): Generator {
  return new StrategyGenerator({
    options,
    templates,
    canaries,
    find: (signal) => findOllamaModel(new OllamaServer(options.host), options, signal),
  })
}
