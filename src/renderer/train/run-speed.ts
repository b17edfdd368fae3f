import type { Run, RunProgress } from '#shared/contract/runs.ts'
import { formatSpeed } from '#shared/time-left.ts'
import { formatSeconds } from '../components/format.ts'

/** Steps a second while its trainer works and has done some; otherwise what an epoch took; null before the first. A model without epochs has none. */
export function speedOf(run: Run, progress: RunProgress | null): string | null {
  if (progress !== null && progress.stepsPerSecond > 0) return formatSpeed(progress.stepsPerSecond)
  return run.secondsPerEpoch === null || run.epoch === 0
    ? null
    : `${formatSeconds(run.secondsPerEpoch)}/epoch`
}
