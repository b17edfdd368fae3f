import type { Run } from '#shared/contract/runs.ts'

/** Why there is no curve to draw for these runs, none of which has an epoch. */
export function noCurvesSentence(runs: readonly Run[]): string {
  if (runs.some(({ state }) => state === 'running' || state === 'queued')) {
    return 'The first epoch is still to come'
  }
  if (runs.some(({ state }) => state === 'paused')) return 'Paused before its first epoch was done'
  if (runs.some(({ state }) => state === 'finished')) return 'This model has no epochs to train'
  return 'It ended before its first epoch was done'
}
