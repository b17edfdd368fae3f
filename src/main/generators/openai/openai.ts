import { type GeneratorContext, generatorFactory } from '#main/generators/generator-factory.ts'
import { freezeStrategy } from '#main/generators/strategies/freeze.ts'
import { StrategyGenerator } from '#main/generators/strategies/strategy-generator.ts'
import { findOpenAiModel } from '#main/openai/openai-model.ts'
import { openAiServerAt } from '#main/openai/openai-service.ts'
import { readChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import { readSettings } from '#main/store/settings-repository.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { openai as descriptor } from '#shared/generators/openai.ts'

/** A strategy over a model on a server that speaks the OpenAI protocol. A job keeps no key: it is read when the job starts. */
export const openai = ({ workspace: { database }, canary }: GeneratorContext) =>
  generatorFactory(descriptor, {
    freeze(settings) {
      if (settings.host === '') {
        throw new ExpectedError(
          'BAD_INPUT',
          'No OpenAI-compatible server is set: set its address in the settings.',
        )
      }
      return { name: descriptor.name, ...freezeStrategy(database, settings) }
    },
    create: (options) =>
      new StrategyGenerator({
        options,
        templates: readChosenTemplates(database, options.templates),
        canaries: canary,
        find: async (signal) =>
          findOpenAiModel(await openAiServerAt(options.host, readSettings(database)), options, signal),
      }),
  })
