import { SettingsError } from '../descriptors/settings-error.ts'
import { configFrom } from '../training/assign-settings.ts'
import { modelTraits } from '../training/models/model-settings.ts'
import type { StudyArm, StudyPlan } from './plan.ts'
import { gridSize } from './trainings.ts'

/** More combinations of one grid than anybody tries. */
const LARGEST_GRID = 10_000

/** What decides a study's trainings as a whole, and is no arm's to set. */
const OF_THE_STUDY = ['seed', 'threads', 'backend'] as const

/** Why a plan makes no study, whatever the data, in a sentence; null where it does. */
export function planProblem(plan: StudyPlan): string | null {
  const names = plan.arms.map(({ name }) => name)
  return (
    repeated('arm', names) ??
    repeated('seed', plan.seeds) ??
    repeated(
      'data set',
      plan.replications.map(({ dataset }) => dataset),
    ) ??
    first(plan.arms, (arm) => armProblem(arm, names)) ??
    first(plan.hypotheses, ({ text, arm, against }) => {
      const missing = [arm, against].find((name) => !names.includes(name))
      if (missing !== undefined) return `‘${text}’ names the arm "${missing}", which the plan does not have.`
      return arm === against ? `‘${text}’ holds the arm "${arm}" against itself.` : null
    })
  )
}

function armProblem(arm: StudyArm, names: readonly string[]): string | null {
  const { name, label, settings, grid, snapshot, placeboOf } = arm
  if (placeboOf === name) return `‘${label}’ is said to be a placebo of itself.`
  if (placeboOf !== null && !names.includes(placeboOf)) {
    return `‘${label}’ is said to be a placebo of "${placeboOf}", which the plan does not have.`
  }
  const reserved = OF_THE_STUDY.find((key) => key in settings || key in grid)
  if (reserved !== undefined) return `‘${label}’ sets ${reserved}, which the study decides for all arms.`
  if ('model' in grid) return `‘${label}’ has several models in its grid: make an arm of each.`
  if (gridSize(grid) > LARGEST_GRID) return `The grid of ‘${label}’ has over ${LARGEST_GRID} combinations.`
  return (
    settingsProblem(arm) ?? (learnsFromNegatives(arm) && snapshot === null ? unnamedSnapshot(label) : null)
  )
}

/** As the arm is without tuning, and with every value of its grid beside the first values of the other settings. */
function settingsProblem({ label, settings, grid }: StudyArm): string | null {
  const firsts = Object.fromEntries(Object.entries(grid).map(([key, values]) => [key, values[0]]))
  const points = Object.entries(grid).flatMap(([key, values]) =>
    values.map((value) => ({ ...firsts, [key]: value })),
  )
  return first([{}, ...points], (point) => {
    try {
      configFrom({ ...settings, ...point })
      return null
    } catch (error) {
      if (error instanceof SettingsError) return `The settings of ‘${label}’ cannot be used. ${error.message}`
      throw error
    }
  })
}

function learnsFromNegatives({ settings }: StudyArm): boolean {
  return modelTraits(configFrom(settings).model).needs.negatives === 'required'
}

function unnamedSnapshot(label: string): string {
  return `‘${label}’ learns from generated negatives: say whether from the curated or the uncurated ones.`
}

function repeated(what: string, values: readonly (string | number)[]): string | null {
  const twice = values.find((value, at) => values.indexOf(value) < at)
  return twice === undefined ? null : `The plan has the ${what} ${JSON.stringify(twice)} twice.`
}

function first<Element>(
  elements: readonly Element[],
  problem: (element: Element) => string | null,
): string | null {
  for (const element of elements) {
    const found = problem(element)
    if (found !== null) return found
  }
  return null
}
