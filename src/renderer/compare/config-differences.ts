import type { Run } from '#shared/contract/runs.ts'

export interface ConfigDifference {
  readonly setting: string
  /** In the order of the runs. */
  readonly values: readonly string[]
}

/** The settings in which runs differ, the data they trained on among them; the seed comes last. */
export function configDifferences(runs: readonly Run[]): ConfigDifference[] {
  const descriptions = runs.map((run) => ({
    'data set': run.datasetName,
    snapshot: run.snapshotName ?? 'none',
    'studio version': run.version,
    ...run.config,
  }))
  const [first] = descriptions
  if (first === undefined) return []
  const settings = Object.keys(first) as (keyof typeof first)[]
  return settings
    .map((setting) => ({ setting, values: descriptions.map((description) => String(description[setting])) }))
    .filter(({ values }) => new Set(values).size > 1)
    .toSorted((a, b) => Number(a.setting === 'seed') - Number(b.setting === 'seed'))
}
