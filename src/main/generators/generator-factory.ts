import type { z } from 'zod'
import type { Canary } from '#main/model-servers/canary.ts'
import type { ReadableWorkspace } from '#main/store/workspace.ts'
import type { DatasetId } from '#shared/contract/ids.ts'
import { GeneratorOptions } from '#shared/generators/generator-options.ts'
import type { Generator } from './generator.ts'

/** What generators are made from. */
export interface GeneratorContext {
  workspace: ReadableWorkspace
  canary: Canary
}

/** What the studio does with a registered generator; values come as they were sent or stored. */
export interface GeneratorFactory {
  /**
   * What a new job keeps.
   *
   * @param settings that fit the descriptor's schema
   * @throws ExpectedError BAD_INPUT, NOT_FOUND where they refer to what is not there
   */
  freeze(settings: Readonly<Record<string, unknown>>): GeneratorOptions
  /** @throws ExpectedError NOT_FOUND where something that a job refers to is gone */
  create(options: GeneratorOptions, dataset: DatasetId): Generator
}

/** A factory from functions over the types of the generator's own descriptor. */
export function generatorFactory<Settings extends z.ZodObject, Options extends z.ZodObject>(
  descriptor: { readonly settings: Settings; readonly options: Options },
  own: {
    freeze: (settings: z.infer<Settings>) => z.infer<Options>
    create: (options: z.infer<Options>, dataset: DatasetId) => Generator
  },
): GeneratorFactory {
  return {
    freeze: (settings) => GeneratorOptions.parse(own.freeze(descriptor.settings.parse(settings))),
    create: (options, dataset) => own.create(descriptor.options.parse(options), dataset),
  }
}
