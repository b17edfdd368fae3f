import { oc } from '@orpc/contract'
import { z } from 'zod'
import { TrainConfig } from '../training/config.ts'
import { Metrics } from '../training/metrics.ts'
import { commonErrors } from './errors.ts'
import { DatasetId, RunId, SnapshotId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

export const RunState = z.enum(['queued', 'running', 'paused', 'finished', 'stopped', 'failed'])
export type RunState = z.infer<typeof RunState>

export const Run = z.object({
  id: RunId,
  name: z.string(),
  dataset: DatasetId,
  datasetName: z.string(),
  snapshot: SnapshotId.nullable(),
  snapshotName: z.string().nullable(),
  config: TrainConfig,
  state: RunState,
  /** Whether `resume` goes on with it: it is paused, or it failed and left a checkpoint. */
  resumable: z.boolean(),
  createdAt: Timestamp,
  /** When it was first taken from the queue. */
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
  /** Time that it trained, pauses not counted; while its trainer works, what came since `trainingSince` adds to it. */
  trainedSeconds: z.number().nonnegative(),
  trainingSince: Timestamp.nullable(),
  backend: z.string().nullable(),
  device: z.string().nullable(),
  /** Why that backend. */
  reason: z.string().nullable(),
  epoch: z.int().nonnegative(),
  loss: z.number().nullable(),
  bestEpoch: z.int().nullable(),
  /** Median training seconds of an epoch, validation not counted. */
  secondsPerEpoch: z.number().nullable(),
  /** At the best epoch so far. */
  validation: Metrics.nullable(),
  /** Measured once, at the best epoch, when the run ends. */
  test: Metrics.nullable(),
  /** Why it failed, or was paused or stopped otherwise than asked, in sentences. */
  error: z.string().nullable(),
  /** Version of the studio that trained it. */
  version: z.string(),
})
export type Run = z.infer<typeof Run>

export const RunEpoch = z.object({
  epoch: z.int().positive(),
  loss: z.number(),
  seconds: z.number(),
  validation: Metrics.nullable(),
})
export type RunEpoch = z.infer<typeof RunEpoch>

/** How far a run's trainer is, as often as it says. Where it is between epochs is nowhere kept. */
export const RunProgress = z.object({
  run: RunId,
  epoch: z.int().positive(),
  /** Steps done of this epoch. */
  step: z.int().nonnegative(),
  stepsPerEpoch: z.int().nonnegative(),
  stepsPerSecond: z.number().nonnegative(),
})
export type RunProgress = z.infer<typeof RunProgress>

/** Paired test over the users that both runs were tested on. */
export const PairedTest = z.object({
  metric: z.string(),
  users: z.int(),
  /** Mean of (second - first). */
  meanDifference: z.number(),
  /** Paired t-test, two-sided. */
  t: z.number(),
  p: z.number(),
  /** 95 % confidence interval of the mean difference. */
  interval: z.tuple([z.number(), z.number()]),
})
export type PairedTest = z.infer<typeof PairedTest>

export const Comparison = z.object({
  runs: z.array(Run),
  /** Runs that differ in their seed alone, as one row: mean and standard deviation over seeds. */
  groups: z.array(
    z.object({
      label: z.string(),
      runs: z.array(RunId),
      mean: Metrics,
      deviation: Metrics,
    }),
  ),
  /** Every later group against the first; runs of equal seed are paired, users pooled over seeds by their mean. */
  tests: z.array(z.object({ first: z.string(), second: z.string(), tests: z.array(PairedTest) })),
})
export type Comparison = z.infer<typeof Comparison>

export const runs = {
  create: base
    .input(z.object({ dataset: DatasetId, snapshot: SnapshotId.optional(), config: TrainConfig }))
    .output(Run),
  list: base.input(z.object({ dataset: DatasetId.optional() })).output(z.array(Run)),
  get: base.input(z.object({ run: RunId })).output(Run),
  epochs: base
    .input(z.object({ run: RunId, after: z.int().nonnegative().default(0) }))
    .output(z.array(RunEpoch)),
  log: base.input(z.object({ run: RunId })).output(z.object({ text: z.string() })),
  pause: base.input(z.object({ run: RunId })).output(Run),
  resume: base.input(z.object({ run: RunId })).output(Run),
  stop: base.input(z.object({ run: RunId })).output(Run),
  remove: base.input(z.object({ run: RunId })).output(z.object({ removed: z.literal(true) })),
  compare: base.input(z.object({ runs: z.array(RunId).min(1).max(100) })).output(Comparison),
}
