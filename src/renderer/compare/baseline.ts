import type { RunId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'

/**
 * The chosen runs with the baseline first, the others in their order.
 *
 * @param wanted a run of the baseline that a person chose; without it, or where it is not among the runs, the
 *   first LightGCN run is the baseline, and without one the first run
 */
export function baselineFirst(runs: readonly Run[], wanted: RunId | undefined): Run[] {
  const baseline =
    runs.find(({ id }) => id === wanted) ??
    runs.find(({ config }) => config.model.name === 'lightgcn') ??
    runs[0]
  return baseline === undefined ? [] : [baseline, ...runs.filter((run) => run !== baseline)]
}
