import { problemsIn, readSetting, settingsHelp } from '#shared/descriptors/parse-settings.ts'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { worlds } from '#shared/worlds/registry.ts'
import { type WorldName, WorldSettings, worldDescriptor } from '#shared/worlds/world-instance.ts'
import { UsageError } from '../failure.ts'
import { type GlobalOptions, withSession } from '../session.ts'
import type { Terminal } from '../terminal.ts'
import type { Assignment } from '../values.ts'
import { listDescriptors } from './models.ts'

export interface SampleOptions extends GlobalOptions {
  world: WorldName
  seed: number
  name?: string
  set?: Assignment[]
  list?: boolean
}

/** `sample`: makes a synthetic data set, or answers with the one that is there. `--list` needs no workspace. */
export async function sample(terminal: Terminal, options: SampleOptions): Promise<void> {
  if (options.list) return listDescriptors(terminal, options, worlds)
  const { seed, name } = options
  const world = readWorld(options)
  await withSession(terminal, options, {}, async ({ client, output }) => {
    output.message(`Making ${worldDescriptor(world.name).label}, seed ${seed} …`)
    const dataset = await client.catalogue.createSample({
      world,
      seed,
      ...(name === undefined ? {} : { name }),
    })
    const { items, users, interactions } = dataset.counts
    output.result(
      { dataset: dataset.name, world: world.name, seed, items, users, interactions },
      () => `${dataset.name}: ${items} items, ${users} users, ${interactions} interactions`,
    )
  })
}

/** @throws UsageError for a setting that the world does not have, and for a value out of range */
function readWorld({ world: name, set = [] }: SampleOptions): WorldSettings {
  const { settings } = worldDescriptor(name)
  const fields = settingFields(settings)
  const assigned = set.map(({ key, value }) => {
    const field = fields.find((one) => one.name === key)
    return [key, field === undefined ? value : readSetting(field, value)]
  })
  const values = { ...Object.fromEntries(assigned), name }
  const problems = Object.values(problemsIn(settings, values))
  if (problems.length > 0) throw new UsageError(problems.join(' '))
  return WorldSettings.parse(values)
}

/** The worlds with the settings that `sample --set` takes; for the command's help. */
export function worldsHelp(): string {
  return worlds
    .map(({ name, summary, settings }) =>
      [`${name}  ${summary}`, ...settingsHelp(settingFields(settings)).map((line) => `  ${line}`)].join('\n'),
    )
    .join('\n')
}
