import type { z } from 'zod'
import type { Descriptor } from '#shared/descriptors/descriptor.ts'

/** Those of the workspace's settings that a new job starts from. */
export interface WorkspaceDefaults {
  readonly ollamaHost: string
  /** Of the Ollama server. */
  readonly model: string | null
  readonly openaiServer: { readonly host: string }
  readonly openaiModel: string | null
  readonly temperature: number
  readonly contextLength: number
}

/** What a maker of negatives is, apart from how it works. Its settings are what a person can choose for a job. */
export interface GeneratorDescriptor<Name extends string = string> extends Descriptor<Name> {
  /**
   * What a job keeps of the day it was started, so that it goes on as it began: the settings, with whatever they
   * refer to resolved. Holds the generator's name, which tells generators apart in a union.
   */
  readonly options: z.ZodObject
  readonly needs: {
    /** A model server that answers, by its protocol; null for none. */
    readonly server: 'ollama' | 'openai' | null
  }
  /** Settings that the workspace gives where a person chose none. */
  readonly defaults?: (workspace: WorkspaceDefaults) => Readonly<Record<string, unknown>>
  /** Names that earlier versions had for it; commands still take them. */
  readonly formerNames?: readonly string[]
}

/** A descriptor as it is written, with all that its types know. */
export function describeGenerator<
  const Name extends string,
  Settings extends z.ZodObject,
  Options extends z.ZodObject,
>(
  descriptor: Omit<GeneratorDescriptor<Name>, 'settings' | 'options'> & {
    readonly settings: Settings
    readonly options: Options
  },
): typeof descriptor {
  return descriptor
}
