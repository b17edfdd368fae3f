import type { Study, StudyTrial } from '#shared/contract/studies.ts'

type Point = StudyTrial['point']

export interface TuningRow {
  readonly point: Point
  /** By replication; null where the point was not tried there. */
  readonly cells: readonly ({
    validation: number | null
    state: StudyTrial['state']
    chosen: boolean
  } | null)[]
}

/** Whether two points have the same settings, in whatever order. */
export function samePoint(one: Point, other: Point): boolean {
  return pointKey(one) === pointKey(other)
}

function pointKey(point: Point): string {
  return JSON.stringify(Object.entries(point).toSorted(([a], [b]) => a.localeCompare(b)))
}

/**
 * What tuning tried of an arm, best mean validation first.
 *
 * @param chosen what it chose, by replication
 */
export function tuningRows(study: Study, arm: string, chosen: readonly (Point | null)[]): TuningRow[] {
  const trials = study.trials.filter((trial) => trial.stage === 'tuning' && trial.arm === arm)
  const points = new Map(trials.map(({ point }) => [pointKey(point), point]))
  const rows = [...points].map(([key, point]) => ({
    point,
    cells: study.plan.replications.map((_, place) => {
      const trial = trials.find(
        ({ replication, point: tried }) => replication === place && pointKey(tried) === key,
      )
      if (trial === undefined) return null
      const choice = chosen[place] ?? null
      return {
        validation: trial.validation,
        state: trial.state,
        chosen: choice !== null && samePoint(choice, point),
      }
    }),
  }))
  return rows.toSorted((a, b) => meanValidation(b) - meanValidation(a))
}

function meanValidation({ cells }: TuningRow): number {
  const values = cells.flatMap((cell) => cell?.validation ?? [])
  return values.length === 0
    ? Number.NEGATIVE_INFINITY
    : values.reduce((sum, value) => sum + value, 0) / values.length
}
