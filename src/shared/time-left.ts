import type { Run, RunProgress } from './contract/runs.ts'
import { formatSeconds } from './duration.ts'
import { trainingSinceOf } from './runs/run-facts.ts'

/**
 * Seconds until a run ends: about `soonest`, when no validation gets better any more, and at
 * most `latest`, when all epochs are used up.
 */
export interface TimeLeft {
  readonly soonest: number
  readonly latest: number
}

/** Time that a run has trained until `now` (in milliseconds), pauses not counted. */
export function secondsTrained(run: Run, now: number): number {
  const since = trainingSinceOf(run)
  const current = since === null ? 0 : Math.max(0, now - since) / 1000
  return run.trainedSeconds + current
}

/** Epochs done, with the part of the one that is at work where its progress is known. */
export function epochsDone(run: Run, progress: RunProgress | null): number {
  if (progress === null || progress.stepsPerEpoch === 0) return run.epoch
  return Math.max(run.epoch, progress.epoch - 1 + progress.step / progress.stepsPerEpoch)
}

/** Null while the run is not training or has nothing to go by. `now` in milliseconds. */
export function timeLeft(run: Run, progress: RunProgress | null, now: number): TimeLeft | null {
  if (run.state !== 'running' || run.trainingSince === null) return null
  const done = epochsDone(run, progress)
  const secondsPerEpoch = done < 1 ? secondsOfSteps(progress) : secondsTrained(run, now) / done
  if (secondsPerEpoch === null) return null
  const { epochs } = run.config
  return {
    soonest: Math.max(0, Math.min(epochs, earliestStop(run)) - done) * secondsPerEpoch,
    latest: Math.max(0, epochs - done) * secondsPerEpoch,
  }
}

/**
 * The epoch after which early stopping ends a run whose validations get no better. When their mean was best is not known
 * here; the best single one is near it.
 */
function earliestStop({ bestEpoch, config }: Run): number {
  const { patience, minimumEpochs, validationWindow, evaluateEvery } = config
  const bestMean = Math.max(bestEpoch ?? 0, validationWindow * evaluateEvery)
  return Math.max(minimumEpochs, bestMean + patience * evaluateEvery)
}

/** What an epoch's steps take; once there is an epoch, wall time says it better, since validation takes time as well. */
function secondsOfSteps(progress: RunProgress | null): number | null {
  if (progress === null || progress.stepsPerSecond === 0) return null
  return progress.stepsPerEpoch / progress.stepsPerSecond
}

/** "36 s to 3 min", "about 36 s", "at most 36 s" */
export function formatTimeLeft(left: TimeLeft): string {
  if (left.latest < 1) return 'less than a second'
  const latest = formatSeconds(left.latest)
  if (left.soonest < 1) return `at most ${latest}`
  const soonest = formatSeconds(left.soonest)
  return soonest === latest ? `about ${latest}` : `${soonest} to ${latest}`
}

/** "1,234 steps/s"; slow ones keep a digit. */
export function formatSpeed(stepsPerSecond: number): string {
  const digits = stepsPerSecond < 10 ? 1 : 0
  return `${stepsPerSecond.toLocaleString('en', { maximumFractionDigits: digits })} steps/s`
}
