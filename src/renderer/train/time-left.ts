import type { Run } from '#shared/contract/runs.ts'
import { formatSeconds } from '../components/format.ts'

/**
 * Seconds until a run ends: at least `soonest`, when no validation gets better any more, and at
 * most `latest`, when all epochs are used up.
 */
export interface TimeLeft {
  readonly soonest: number
  readonly latest: number
}

/** Null while the run is not running or has no epoch to go by. `now` in milliseconds. */
export function timeLeft(run: Run, now: number): TimeLeft | null {
  if (run.state !== 'running' || run.startedAt === null || run.epoch === 0) return null
  // Wall time per epoch, since validation takes time as well.
  const secondsPerEpoch = Math.max(0, now - run.startedAt) / 1000 / run.epoch
  const { epochs, patience, evaluateEvery } = run.config
  const until = epochs - run.epoch
  const untilPatienceEnds = (run.bestEpoch ?? 0) + patience * evaluateEvery - run.epoch
  return {
    soonest: Math.max(0, Math.min(until, untilPatienceEnds)) * secondsPerEpoch,
    latest: Math.max(0, until) * secondsPerEpoch,
  }
}

export function formatTimeLeft(left: TimeLeft): string {
  const latest = formatSeconds(left.latest)
  if (left.soonest < 1) return `at most ${latest}`
  const soonest = formatSeconds(left.soonest)
  return soonest === latest ? `about ${latest}` : `${soonest} to ${latest}`
}
