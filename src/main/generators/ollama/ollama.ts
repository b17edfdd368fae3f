import { type GeneratorContext, generatorFactory } from '#main/generators/generator-factory.ts'
import { freezeStrategy } from '#main/generators/strategies/freeze.ts'
import { readChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import { ollama as descriptor } from '#shared/generators/ollama.ts'
import { createOllamaGenerator } from './ollama-generator.ts'

export const ollama = ({ workspace: { database }, canary }: GeneratorContext) =>
  generatorFactory(descriptor, {
    freeze: (settings) => ({ name: descriptor.name, ...freezeStrategy(database, settings) }),
    create: (options) =>
      createOllamaGenerator({
        options,
        templates: readChosenTemplates(database, options.templates),
        canaries: canary,
      }),
  })
