import type { Run } from '#shared/contract/runs.ts'
import type { ModelName } from '#shared/training/config.ts'

const MODEL_NAMES: Record<ModelName, string> = {
  popularity: 'Popularity',
  'bpr-mf': 'BPR-MF',
  lightgcn: 'LightGCN',
  neggen: 'NegGen',
}

/** What a run has in common with the runs of other seeds: "NegGen · snapshot ‘first’". */
export function familyName({ config, snapshotName }: Pick<Run, 'config' | 'snapshotName'>): string {
  const model = MODEL_NAMES[config.model]
  return snapshotName === null ? model : `${model} · snapshot ‘${snapshotName}’`
}

/** Its custom name, or "NegGen · snapshot ‘first’ · seed 1". */
export function runName(run: Pick<Run, 'config' | 'snapshotName' | 'customName'>): string {
  return run.customName ?? `${familyName(run)} · seed ${run.config.seed}`
}
