import { type GeneratorContext, generatorFactory } from '#main/generators/generator-factory.ts'
import { chooseTemplates, readChosenTemplates } from '#main/proposals/templates/template-choice.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { ollama as descriptor, LEAVE_OUT } from '#shared/generators/ollama.ts'
import { createOllamaGenerator } from './ollama-generator.ts'

/** A job keeps its server, its model and the versions of its prompts. */
export const ollama = ({ workspace: { database }, canary }: GeneratorContext) =>
  generatorFactory(descriptor, {
    freeze({ model, describe, mask, complete, ...settings }) {
      if (model === undefined) {
        throw new ExpectedError('BAD_INPUT', 'No model was chosen yet: choose one in the settings.')
      }
      return {
        name: descriptor.name,
        model,
        templates: chooseTemplates(database, {
          describe: describe === LEAVE_OUT ? null : describe,
          mask,
          complete,
        }),
        ...settings,
      }
    },
    create: (options) =>
      createOllamaGenerator({
        options,
        templates: readChosenTemplates(database, options.templates),
        canaries: canary,
      }),
  })
