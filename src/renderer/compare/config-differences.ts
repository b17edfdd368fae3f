import type { Comparison, Run } from '#shared/contract/runs.ts'
import { assignmentsOf } from '#shared/training/assign-settings.ts'

export interface ConfigDifference {
  readonly setting: string
  /** One per group of the comparison, in its order; several where the group's runs differ. */
  readonly values: readonly string[]
}

/** The settings in which the compared runs differ, the data they learned from among them; the seed comes last. */
export function configDifferences({ runs, groups }: Comparison): ConfigDifference[] {
  const described = new Map(runs.map((run) => [run.id, describe(run)]))
  const [first] = described.values()
  if (first === undefined) return []
  return Object.keys(first)
    .map((setting) => ({
      setting,
      values: groups.map((group) => {
        const values = group.runs.map((id) => described.get(id)?.[setting] ?? 'not known')
        return [...new Set(values)].join(', ')
      }),
      distinct: new Set([...described.values()].map((description) => description[setting])).size,
    }))
    .filter(({ distinct }) => distinct > 1)
    .toSorted((a, b) => Number(a.setting === 'seed') - Number(b.setting === 'seed'))
    .map(({ setting, values }) => ({ setting, values }))
}

function describe(run: Run): Record<string, string> {
  const settings = Object.entries(assignmentsOf(run.config)).map(([setting, value]) => [
    setting,
    String(value),
  ])
  return {
    'data set': run.datasetName,
    snapshot: run.snapshotName ?? 'none',
    'studio version': run.version,
    ...Object.fromEntries(settings),
  }
}
