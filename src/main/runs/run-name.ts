import type { Run } from '#shared/contract/runs.ts'
import { modelDescriptor } from '#shared/training/models/model-settings.ts'

/** What a run has in common with the runs of other seeds: "NegGen · snapshot ‘first’". */
export function familyName({ config, snapshotName }: Pick<Run, 'config' | 'snapshotName'>): string {
  const model = modelDescriptor(config.model.name).label
  return snapshotName === null ? model : `${model} · snapshot ‘${snapshotName}’`
}

/** Its custom name, or "NegGen · snapshot ‘first’ · seed 1". */
export function runName(run: Pick<Run, 'config' | 'snapshotName' | 'customName'>): string {
  return run.customName ?? `${familyName(run)} · seed ${run.config.seed}`
}
