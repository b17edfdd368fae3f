import type { TrialKey } from '#main/store/study-trial-repository.ts'
import type { GridPoint, StudyPlan } from '#shared/studies/plan.ts'
import { testedSeeds } from '#shared/studies/trainings.ts'
import { gridPoints } from './grid-points.ts'

/** A training that was put into the queue before, and what came of it. */
export interface KnownTrial extends TrialKey {
  /** `open` may still come to something; `given-up` will not, and its point counts as tried. */
  outcome: 'finished' | 'open' | 'given-up'
  /** Of the study's metric, at the best epoch. */
  validation: number | null
}

/** A training of a plan; the point of a final one is null until tuning has chosen it. */
export type PlannedTrial = Omit<TrialKey, 'point'> & { point: GridPoint | null }

/**
 * The trainings of a study that can be queued now and are not, in their order. An arm's final trainings can be once every
 * point of it was tried in that replication.
 */
export function planTrials(plan: StudyPlan, known: readonly KnownTrial[]): TrialKey[] {
  const inQueue = new Set(known.map(trialName))
  return allTrials(plan, known).filter(
    (trial): trial is TrialKey => trial.point !== null && !inQueue.has(trialName(trial)),
  )
}

/**
 * Every training of a plan: tuning first, and by turns of all arms in all replications, so that what each arm costs is
 * known early.
 */
export function allTrials(plan: StudyPlan, known: readonly KnownTrial[]): PlannedTrial[] {
  const arms = plan.arms.map((arm) => ({ arm, points: gridPoints(arm, plan), seeds: testedSeeds(arm, plan) }))
  const tried = Map.groupBy(
    known.filter(({ stage }) => stage === 'tuning'),
    ({ replication, arm }) => place(replication, arm),
  )
  const trialsOf = (replication: number): PlannedTrial[][] =>
    arms.map(({ arm: { name }, points }) =>
      points.map((point) => ({ replication, arm: name, stage: 'tuning', point, seed: plan.tuning.seed })),
    )
  const finalsOf = (replication: number): PlannedTrial[][] =>
    arms.map(({ arm: { name }, points, seeds }) => {
      const point = chosenPoint(points, tried.get(place(replication, name)) ?? [])
      return seeds.map((seed) => ({ replication, arm: name, stage: 'final', point, seed }))
    })
  const replications = [...plan.replications.keys()]
  return [...byTurns(replications.flatMap(trialsOf)), ...byTurns(replications.flatMap(finalsOf))]
}

/**
 * The point with the best validation, the first of equal ones: null while points are still to be tried, and where none
 * came to anything. The empty point where there is nothing to choose.
 */
function chosenPoint(points: readonly GridPoint[], tried: readonly KnownTrial[]): GridPoint | null {
  if (points.length === 0) return {}
  const byPoint = new Map(tried.map((trial) => [JSON.stringify(trial.point), trial]))
  let best: { point: GridPoint; validation: number } | null = null
  for (const point of points) {
    const trial = byPoint.get(JSON.stringify(point))
    if (trial === undefined || trial.outcome === 'open') return null
    if (trial.outcome === 'given-up' || trial.validation === null) continue
    if (best === null || trial.validation > best.validation) best = { point, validation: trial.validation }
  }
  return best?.point ?? null
}

/** The first of each list, then the second of each, and so on. */
function byTurns<Element>(lists: readonly (readonly Element[])[]): Element[] {
  const longest = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: longest }, (_, turn) =>
    lists.flatMap((list) => list.slice(turn, turn + 1)),
  ).flat()
}

function place(replication: number, arm: string): string {
  return `${replication} ${arm}`
}

/** Which training of its plan it is. A final one goes without its point, which is not known from the start. */
export function trialName({ replication, arm, stage, point, seed }: PlannedTrial): string {
  return JSON.stringify([replication, arm, stage, stage === 'final' ? null : point, seed])
}
