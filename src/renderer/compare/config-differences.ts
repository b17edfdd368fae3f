import type { Comparison, Run } from '#shared/contract/runs.ts'
import { assignmentsOf } from '#shared/training/assign-settings.ts'

export interface ConfigDifference {
  readonly setting: string
  /** One per group of the comparison, in its order; several where the group's runs differ. */
  readonly values: readonly string[]
}

/** Stands for a setting that a run's model or sampler does not have. */
const NOT_HAD = '–'

/**
 * The settings in which the compared runs differ, the data they learned from among them; the seed comes last. Only runs
 * that have a setting can differ in it: what one model has and no other is no difference.
 */
export function configDifferences({ runs, groups }: Comparison): ConfigDifference[] {
  const described = new Map(runs.map((run) => [run.id, describe(run)]))
  const settings = [...new Set([...described.values()].flatMap((description) => [...description.keys()]))]
  return settings
    .filter((setting) => distinctValues([...described.values()], setting).length > 1)
    .toSorted((a, b) => Number(a === 'seed') - Number(b === 'seed'))
    .map((setting) => ({
      setting,
      values: groups.map((group) => {
        const members = group.runs.flatMap((id) => described.get(id) ?? [])
        const values = distinctValues(members, setting)
        return values.length === 0 ? NOT_HAD : values.join(', ')
      }),
    }))
}

type Description = ReadonlyMap<string, string>

function distinctValues(descriptions: readonly Description[], setting: string): string[] {
  return [...new Set(descriptions.flatMap((description) => description.get(setting) ?? []))]
}

function describe(run: Run): Description {
  const settings = Object.entries(assignmentsOf(run.config)).map(([setting, value]): [string, string] => [
    setting,
    String(value),
  ])
  return new Map([
    ['data set', run.datasetName],
    ['snapshot', run.snapshotName ?? 'none'],
    ['studio version', run.version],
    ...settings,
  ])
}
