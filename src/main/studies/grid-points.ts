import { createHash } from 'node:crypto'
import type { GridPoint, StudyArm, StudyPlan } from '#shared/studies/plan.ts'
import { gridSize, pointsTried } from '#shared/studies/trainings.ts'
import { armDefaults } from './arm-config.ts'

/**
 * The points of its grid that an arm tries, the arm's own defaults first where the grid has them: all, in the grid's
 * order, or as many as the budget allows, drawn without replacement. The draw is by the hash of seed and place in the
 * grid, so that arms of equal grids try equal points. No point for an arm without a grid.
 */
export function gridPoints(arm: StudyArm, plan: Pick<StudyPlan, 'tuning'>): GridPoint[] {
  const tried = pointsTried(arm, plan)
  if (tried === 0) return []
  const size = gridSize(arm.grid)
  const places = Array.from({ length: size }, (_, place) => place)
  const order = tried === size ? places : shuffled(places, plan.tuning.seed)
  const first = placeOf(armDefaults(arm), arm.grid)
  const chosen = first === null ? order : [first, ...order.filter((place) => place !== first)]
  return chosen.slice(0, tried).map((place) => pointAt(arm.grid, place))
}

/** Settings by name, so that the order in which a plan has them does not matter. */
function settingsOf(grid: StudyArm['grid']): [setting: string, values: readonly GridPoint[string][]][] {
  return Object.entries(grid).toSorted(([a], [b]) => (a < b ? -1 : 1))
}

/** The last setting changes fastest. */
function pointAt(grid: StudyArm['grid'], place: number): GridPoint {
  let rest = place
  const entries = settingsOf(grid)
    .toReversed()
    .map(([setting, values]) => {
      const value = values[rest % values.length]
      rest = Math.floor(rest / values.length)
      if (value === undefined) throw new Error(`the grid has no point ${place}`)
      return [setting, value] as const
    })
  return Object.fromEntries(entries.toReversed())
}

/** Null where a value is not among those of the grid. */
function placeOf(settings: Readonly<Record<string, unknown>>, grid: StudyArm['grid']): number | null {
  let place = 0
  for (const [setting, values] of settingsOf(grid)) {
    const at = values.findIndex((value) => Object.is(value, settings[setting]))
    if (at < 0) return null
    place = place * values.length + at
  }
  return place
}

function shuffled(places: readonly number[], seed: number): number[] {
  const keyed = places.map((place) => ({
    place,
    key: createHash('sha256').update(`${seed}/${place}`).digest('hex'),
  }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ place }) => place)
}
