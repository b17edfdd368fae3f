import { mean } from '#main/statistics/mean-and-deviation.ts'
import type { StoredTrial } from '#main/store/study-trial-repository.ts'
import { median } from '#shared/median.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { type PlannedTrial, trialName } from './plan-trials.ts'

/** Trainings that must be finished before anything is estimated. */
const LEAST_FINISHED = 2

export interface StudyTimes {
  plan: StudyPlan
  /** All of them, as `allTrials` lists them. */
  planned: readonly PlannedTrial[]
  /** Those that were put into the queue; the last with what has been trained of them so far. */
  trials: readonly StoredTrial[]
  /** So many train at the same time, as long as there are as many. */
  cores: number
}

/**
 * Seconds until every training of a study is over; null while too little is finished to say. A training is expected to
 * take as long as those finished ones that are most like it: for a final one the point that it repeats, else the mean of
 * the same arm in the same replication, of the arm, of the model, of all. What each takes besides training (its input,
 * its process, the test) is the median of what the finished ones took.
 */
export function secondsLeft({ plan, planned, trials, cores }: StudyTimes): number | null {
  const finished = trials.filter(({ state }) => state === 'finished')
  if (finished.length < LEAST_FINISHED) return null
  const modelOf = new Map(plan.arms.map(({ name, settings }) => [name, settings.model]))
  const levels: ((trial: PlannedTrial) => string)[] = [
    ({ replication, arm, point }) => JSON.stringify([replication, arm, point]),
    ({ replication, arm }) => JSON.stringify([replication, arm]),
    ({ arm }) => arm,
    ({ arm }) => String(modelOf.get(arm)),
    () => '',
  ]
  const means = levels.map((level) => meanSeconds(finished, level))
  const around = median(finished.map(secondsAround))
  const inQueue = new Map(trials.map((trial) => [trialName(trial), trial]))
  let sum = 0
  let trainings = 0
  for (const trial of planned) {
    const known = inQueue.get(trialName(trial))
    if (known !== undefined && HAS_ENDED.includes(known.state)) continue
    const expected = levels.flatMap((level, at) => means[at]?.get(level(trial)) ?? [])[0] ?? 0
    trainings++
    sum += around + Math.max(0, expected - (known?.trainedSeconds ?? 0))
  }
  return trainings === 0 ? 0 : sum / Math.min(cores, trainings)
}

const HAS_ENDED: readonly StoredTrial['state'][] = ['finished', 'failed', 'stopped']

function meanSeconds(
  finished: readonly StoredTrial[],
  level: (trial: PlannedTrial) => string,
): Map<string, number> {
  const groups = Map.groupBy(finished, level)
  return new Map(
    [...groups].map(([name, trials]) => [name, mean(trials.map(({ trainedSeconds }) => trainedSeconds))]),
  )
}

/** Of a training that was never paused; one that was gives too much, which the median over all passes by. */
function secondsAround({ startedAt, finishedAt, trainedSeconds }: StoredTrial): number {
  if (startedAt === null || finishedAt === null) return 0
  return Math.max(0, (finishedAt - startedAt) / 1000 - trainedSeconds)
}
