import type { StudyArm } from '../plan.ts'

/** Points that every arm of a template tries, whatever its grid has. */
export const TRIALS_PER_ARM = 6

/** Around what tuning in the sample worlds chose; `npm run science -- --tune` tries more. */
export const GRIDS = {
  embeddings: { learningRate: [0.005, 0.01, 0.02], regularization: [1e-3, 1e-2] },
  /** Their L2 term is on the own vectors alone, which takes larger weights. */
  content: { learningRate: [0.002, 0.005, 0.01], regularization: [1e-2, 1e-1] },
  ridge: { lambda: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6] },
  neggen: { learningRate: [0.005, 0.01], lambda: [0.2, 0.4, 1] },
} as const satisfies Record<string, Readonly<Record<string, readonly number[]>>>

/** A grid as plans have it. */
export function gridOf(grid: Readonly<Record<string, readonly number[]>>): StudyArm['grid'] {
  return Object.fromEntries(Object.entries(grid).map(([setting, values]) => [setting, [...values]]))
}
