import { z } from 'zod'
import type { SnapshotId } from '#shared/contract/ids.ts'
import type { Run } from '#shared/contract/runs.ts'
import { type Threads, TrainConfig } from '#shared/training/config.ts'
import { usesNegatives } from './models.ts'

/** Runs that one press of the button starts at most. */
export const MAX_SEEDS = 20

/** What the form of a new run holds: a config whose seed is the first of `seeds` in a row. */
export interface RunForm {
  readonly config: TrainConfig
  readonly seeds: number
  readonly snapshot: SnapshotId | null
}

/** One run to be made. */
export interface RunOrder {
  readonly config: TrainConfig
  readonly snapshot: SnapshotId | null
}

export type FormProblems = Readonly<Partial<Record<keyof TrainConfig | 'seeds' | 'snapshot', string>>>

/** @param threads the workspace's setting, which every run can have otherwise */
export function newForm(snapshot: SnapshotId | null, threads: Threads): RunForm {
  return { config: TrainConfig.parse({ model: 'neggen', threads }), seeds: 1, snapshot }
}

export function formOf(run: Run): RunForm {
  return { config: run.config, seeds: 1, snapshot: run.snapshot }
}

const Seeds = z.int().min(1).max(MAX_SEEDS)

/** What keeps the form from being started, by field, in sentences. */
export function problemsOf(form: RunForm): FormProblems {
  const problems: Record<string, string> = {}
  const parsed = TrainConfig.safeParse(form.config)
  for (const issue of parsed.error?.issues ?? []) {
    const field = issue.path[0]
    if (typeof field === 'string') problems[field] ??= issue.message
  }
  if (!Seeds.safeParse(form.seeds).success) problems.seeds = `From 1 to ${MAX_SEEDS} seeds`
  if (usesNegatives(form.config.model)) {
    if (form.snapshot === null) problems.snapshot = 'NegGen learns from a snapshot of curated negatives'
    if (form.config.dimensions % form.config.heads !== 0) {
      problems.heads = `${form.config.dimensions} dimensions cannot be shared by ${form.config.heads} heads`
    }
  }
  return problems
}

/** The runs that the form asks for, one per seed. */
export function ordersOf(form: RunForm): RunOrder[] {
  return Array.from({ length: form.seeds }, (_, offset) => ({
    config: TrainConfig.parse({ ...form.config, seed: form.config.seed + offset }),
    snapshot: usesNegatives(form.config.model) ? form.snapshot : null,
  }))
}
