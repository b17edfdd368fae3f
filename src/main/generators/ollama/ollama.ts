import { type GeneratorContext, generatorFactory } from '#main/generators/generator-factory.ts'
import { chooseTemplates, readChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { ollama as descriptor } from '#shared/generators/ollama.ts'
import { stepsAsked } from '#shared/generators/strategies/steps-asked.ts'
import { strategyNamed } from '#shared/generators/strategies/strategy-name.ts'
import { createOllamaGenerator } from './ollama-generator.ts'

/** A job keeps its server, its model and the versions of its prompts. */
export const ollama = ({ workspace: { database }, canary }: GeneratorContext) =>
  generatorFactory(descriptor, {
    freeze({ model, strategy, pictures, temperature, contextLength, host, examples, ...wanted }) {
      if (model === undefined) {
        throw new ExpectedError('BAD_INPUT', 'No model was chosen yet: choose one in the settings.')
      }
      return {
        name: descriptor.name,
        model,
        host,
        strategy,
        pictures,
        templates: chooseTemplates(database, stepsAsked(strategyNamed(strategy), pictures), wanted),
        examples,
        temperature,
        contextLength,
      }
    },
    create: (options) =>
      createOllamaGenerator({
        options,
        templates: readChosenTemplates(database, options.templates),
        canaries: canary,
      }),
  })
