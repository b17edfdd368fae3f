import type { DatasetId } from '#shared/contract/ids.ts'
import { problemsIn } from '#shared/descriptors/parse-settings.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import type { WorkspaceDefaults } from '#shared/generators/generator-descriptor.ts'
import {
  type GeneratorKind,
  type GeneratorOptions,
  generatorNamed,
} from '#shared/generators/generator-options.ts'
import type { Generator } from './generator.ts'
import type { GeneratorContext, GeneratorFactory } from './generator-factory.ts'
import { factories } from './registry.ts'

/** Every registered generator, over one workspace. */
export interface Generators {
  /**
   * What a new job keeps: the chosen settings over those of the workspace over the defaults.
   *
   * @throws ExpectedError BAD_INPUT with a sentence for each setting that cannot be used; NOT_FOUND
   */
  freeze(
    name: GeneratorKind,
    settings: Readonly<Record<string, unknown>>,
    workspace: WorkspaceDefaults,
  ): GeneratorOptions
  /** @throws ExpectedError NOT_FOUND where something that the job refers to is gone */
  create(options: GeneratorOptions, dataset: DatasetId): Generator
}

export function createGenerators(context: GeneratorContext): Generators {
  const made = new Map<string, GeneratorFactory>(
    Object.entries(factories).map(([name, make]) => [name, make(context)]),
  )
  function factory(name: GeneratorKind): GeneratorFactory {
    const found = made.get(name)
    if (found === undefined) throw new Error(`The generator "${name}" has no code.`)
    return found
  }
  return {
    freeze(name, settings, workspace) {
      const descriptor = generatorNamed(name)
      const values = { ...descriptor.defaults?.(workspace), ...settings }
      const problems = Object.values(problemsIn(descriptor.settings, values))
      if (problems.length > 0) {
        throw new ExpectedError('BAD_INPUT', problems.join(' '), {
          retry: '"studio models --generators" lists the settings of every generator.',
        })
      }
      return factory(name).freeze(values)
    },
    create: (options, dataset) => factory(options.name).create(options, dataset),
  }
}
