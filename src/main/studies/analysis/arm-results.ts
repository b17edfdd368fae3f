import { mean, sampleDeviation } from '#main/statistics/mean-and-deviation.ts'
import type { ArmResult, MeanOverSeeds } from '#shared/contract/studies.ts'
import type { StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import type { Metrics } from '#shared/training/metrics.ts'
import type { TestedRun, TestedRuns } from './tested-runs.ts'

/** What each arm came to, of the runs that are tested so far. */
export function armResults(plan: StudyPlan, tested: TestedRuns): ArmResult[] {
  return plan.arms.map((arm) => armResult(plan, arm, tested))
}

function armResult(plan: StudyPlan, { name, label, placeboOf }: StudyArm, tested: TestedRuns): ArmResult {
  const runs = plan.replications.map((_, replication) => tested.of(replication, name))
  const replications = runs.map(overSeeds)
  const seconds = runs.flat().map(({ run }) => run.trainedSeconds)
  return {
    arm: name,
    label,
    placeboOf,
    replications,
    mean: overAll(
      replications.flatMap((replication) => (replication === null ? [] : [replication.mean])),
      mean,
    ),
    chosen: runs.map(([first]) => first?.point ?? null),
    seconds: seconds.length === 0 ? 0 : mean(seconds),
  }
}

function overSeeds(runs: readonly TestedRun[]): MeanOverSeeds | null {
  if (runs.length === 0) return null
  const tests = runs.map(({ test }) => test)
  return {
    mean: overAll(tests, mean),
    deviation: runs.length < 2 ? null : overAll(tests, sampleDeviation),
    seeds: runs.length,
  }
}

/** A statistic of each metric that all of them have. */
function overAll(all: readonly Metrics[], statistic: (values: readonly number[]) => number): Metrics {
  return Object.fromEntries(
    Object.keys(all[0] ?? {}).flatMap((key) => {
      const values = all.flatMap((metrics) => metrics[key] ?? [])
      return values.length === all.length ? [[key, statistic(values)]] : []
    }),
  )
}
