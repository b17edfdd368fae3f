import type { DatasetId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { median } from '#shared/median.ts'
import type { StudyPlan } from '#shared/studies/plan.ts'
import { pointsTried, testedSeeds } from '#shared/studies/trainings.ts'

/**
 * Seconds of computing that the plan's trainings take, one after the other, by what earlier runs of the same models took:
 * on the same data set where there were any, otherwise on others, by their training interactions.
 *
 * @param interactions training interactions by data set
 * @returns null where a model has never been trained to its end
 */
export function estimatedSeconds(
  plan: StudyPlan,
  runs: readonly Run[],
  interactions: ReadonlyMap<DatasetId, number>,
): number | null {
  const finished = runs.filter(({ state, trainedSeconds }) => state === 'finished' && trainedSeconds > 0)
  let sum = 0
  for (const { dataset } of plan.replications) {
    for (const arm of plan.arms) {
      const same = finished.filter(({ config }) => config.model.name === arm.settings.model)
      const here = same.filter((run) => run.dataset === dataset)
      const seconds =
        here.length > 0
          ? here.map(({ trainedSeconds }) => trainedSeconds)
          : same.flatMap((run) => {
              const [theirs, ours] = [interactions.get(run.dataset), interactions.get(dataset)]
              if (theirs === undefined || ours === undefined || theirs === 0) return []
              return [(run.trainedSeconds * ours) / theirs]
            })
      if (seconds.length === 0) return null
      sum += median(seconds) * (pointsTried(arm, plan) + testedSeeds(arm, plan).length)
    }
  }
  return sum
}
