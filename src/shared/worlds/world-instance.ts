import { z } from 'zod'
import { descriptorNamed } from '../descriptors/descriptor-named.ts'
import { settingFields } from '../descriptors/settings-fields.ts'
import { settingsUnion } from '../descriptors/settings-union.ts'
import type { WorldChanges, WorldDescriptor } from './descriptor.ts'
import { worlds } from './registry.ts'
import { WorldSeed } from './seed.ts'

export const WorldName = z.enum(worlds.map(({ name }) => name))
export type WorldName = z.infer<typeof WorldName>

/** A world's name with its own settings, and no other world's. */
export const WorldSettings = settingsUnion(worlds)
export type WorldSettings = z.infer<typeof WorldSettings>

/** All that a synthetic data set follows from. */
export const WorldInstance = z.strictObject({ world: WorldSettings, seed: WorldSeed })
export type WorldInstance = z.infer<typeof WorldInstance>

export function worldDescriptor(name: WorldName): WorldDescriptor<WorldName> {
  return descriptorNamed<WorldDescriptor<WorldName>>(worlds, 'sample world', name)
}

/** What the world changes of the sample shop. */
export function worldChanges(world: WorldSettings): WorldChanges {
  return worldDescriptor(world.name).changes(world)
}

/** World, seed and all settings in words: "New items, seed 7, Share of new items 0.2". */
export function describeInstance({ world, seed }: WorldInstance): string {
  const { label, settings } = worldDescriptor(world.name)
  const values: Readonly<Record<string, unknown>> = world
  const own = settingFields(settings).map((field) => `${field.label} ${String(values[field.name])}`)
  return [label, `seed ${seed}`, ...own].join(', ')
}

/** What a data set of it is called unless it gets another name: world, seed and settings that are not the defaults. */
export function worldDatasetName({ world, seed }: WorldInstance): string {
  const { settings, datasetName } = worldDescriptor(world.name)
  const values: Readonly<Record<string, unknown>> = world
  const changed = settingFields(settings).filter((field) => values[field.name] !== field.default)
  return [datasetName(seed), ...changed.map(({ name }) => `${name} ${String(values[name])}`)].join(', ')
}
