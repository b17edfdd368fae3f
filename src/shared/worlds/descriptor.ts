import type { z } from 'zod'
import type { Descriptor } from '../descriptors/descriptor.ts'

/** What a world changes of the sample shop; what it leaves out stays as it is there. */
export interface WorldChanges {
  /** Least and most choices of a shopper. */
  readonly choices?: { readonly minimum: number; readonly maximum: number }
  /** Least share of each text's words that stand in sentences about nuisance attributes alone, 0 to 1. */
  readonly nuisanceShare?: number
  /** So many brands get `push` added to the utility of their items while training and validation choices are made. */
  readonly promotion?: { readonly brands: number; readonly push: number }
  /** Share of the items of each category that cannot be chosen before a shopper's training choices are made. */
  readonly coldShare?: number
  /** Share of the attribute values that the rule-based generator names wrongly, 0 to 1. */
  readonly misnamedShare?: number
}

/** A synthetic world whose truth is known. Its settings hold its name, so that they tell worlds apart in a union. */
export interface WorldDescriptor<Name extends string = string, Settings extends z.ZodObject = z.ZodObject>
  extends Descriptor<Name> {
  readonly settings: Settings
  /** What a data set of this world with default settings is called. */
  datasetName(seed: number): string
  changes(settings: z.output<Settings>): WorldChanges
}

type Definition<Name extends string, Settings extends z.ZodObject> = Omit<
  WorldDescriptor<Name, Settings>,
  'datasetName'
> &
  Partial<Pick<WorldDescriptor, 'datasetName'>>

/** Checks that `changes` takes the settings that the schema gives, and forgets their type for the registry. */
export function describeWorld<const Name extends string, Settings extends z.ZodObject>(
  world: Definition<Name, Settings>,
): Omit<WorldDescriptor<Name>, 'settings'> & { readonly settings: Settings } {
  return {
    datasetName: (seed) => `${world.name}, seed ${seed}`,
    ...world,
    changes: (settings) => world.changes(world.settings.parse(settings)),
  }
}
