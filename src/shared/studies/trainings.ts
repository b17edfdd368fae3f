import { ModelName, modelDescriptor } from '../training/models/model-settings.ts'
import type { StudyArm, StudyPlan } from './plan.ts'

/** Combinations of the values of a grid: 1 for an empty one. */
export function gridSize(grid: StudyArm['grid']): number {
  return Object.values(grid).reduce((size, values) => size * values.length, 1)
}

/** Points of its grid that an arm tries in each replication; none where there is nothing to choose. */
export function pointsTried(arm: StudyArm, { tuning }: Pick<StudyPlan, 'tuning'>): number {
  return Object.keys(arm.grid).length === 0 ? 0 : Math.min(tuning.trialsPerArm, gridSize(arm.grid))
}

/** Whether nothing of the arm is drawn or trained, so that one training counts for every seed. */
export function isDeterministic(arm: StudyArm): boolean {
  const model = ModelName.safeParse(arm.settings.model)
  return model.success && modelDescriptor(model.data).needs.steps === 'nothing'
}

/** The seeds with which an arm is trained to be tested: the first alone where it stands for all. */
export function testedSeeds(arm: StudyArm, { seeds }: Pick<StudyPlan, 'seeds'>): readonly number[] {
  return isDeterministic(arm) ? seeds.slice(0, 1) : seeds
}

/** Trainings of both stages. */
export function countTrainings(plan: Pick<StudyPlan, 'arms' | 'replications' | 'seeds' | 'tuning'>): number {
  const each = plan.arms.map((arm) => pointsTried(arm, plan) + testedSeeds(arm, plan).length)
  return plan.replications.length * each.reduce((sum, trainings) => sum + trainings, 0)
}
