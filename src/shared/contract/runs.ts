import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ArmName, StudyStage } from '../studies/plan.ts'
import { TrainConfig } from '../training/config.ts'
import { Metrics } from '../training/metrics.ts'
import { commonErrors } from './errors.ts'
import { DatasetId, RunId, SnapshotId, StudyId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

export const RunState = z.enum(['queued', 'running', 'paused', 'finished', 'stopped', 'failed'])
export type RunState = z.infer<typeof RunState>

/** A word to find runs by; several runs share it. */
export const RunTag = z.string().trim().min(1).max(40)

/** What a person says about a run; it decides none of its numbers. */
export const RunLabels = z.object({
  /** Null: the run is named by its model, snapshot and seed. */
  customName: z.string().trim().min(1).max(120).nullable(),
  tags: z.array(RunTag).max(20),
  notes: z.string().max(10_000),
})
export type RunLabels = z.infer<typeof RunLabels>

/** What every run has. A queued run may have trained before it was paused, so the last values are here. */
const RunCommon = RunLabels.extend({
  id: RunId,
  /** The custom name where there is one. */
  name: z.string(),
  dataset: DatasetId,
  datasetName: z.string(),
  snapshot: SnapshotId.nullable(),
  /** As `snapshotLabel` shows it. */
  snapshotName: z.string().nullable(),
  config: TrainConfig,
  /** The study that it is a training of, and which; such a run is the study's to pause, resume, stop and remove. */
  study: z.object({ id: StudyId, name: z.string(), arm: ArmName, stage: StudyStage }).nullable(),
  createdAt: Timestamp,
  /** When it was first taken from the queue. */
  startedAt: Timestamp.nullable(),
  /** Time that it trained, pauses not counted; while its trainer works, the time since `trainingSince` adds to it. */
  trainedSeconds: z.number().nonnegative(),
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
  /** Version of the studio that trained it. */
  version: z.string(),
})

/** One run; beside what all have, it carries only what its state has. `runs/life-cycle.ts` has the transitions. */
export const Run = z.discriminatedUnion('state', [
  RunCommon.extend({
    state: z.literal('queued'),
    /** It was stopped, and waits only for the test of its best epoch. */
    stopRequested: z.boolean(),
  }),
  RunCommon.extend({
    state: z.literal('running'),
    /** Null until its trainer has begun. */
    trainingSince: Timestamp.nullable(),
    stopRequested: z.boolean(),
  }),
  RunCommon.extend({
    state: z.literal('paused'),
    /** Why, where nobody asked for it. */
    explanation: z.string().nullable(),
  }),
  RunCommon.extend({
    state: z.literal('finished'),
    finishedAt: Timestamp,
    /** Measured once, at the best epoch; null where the data set has no test interactions. */
    test: Metrics.nullable(),
  }),
  RunCommon.extend({
    state: z.literal('stopped'),
    finishedAt: Timestamp,
    /** Null where it had nothing to test yet, which `explanation` says. */
    test: Metrics.nullable(),
    explanation: z.string().nullable(),
  }),
  RunCommon.extend({
    state: z.literal('failed'),
    finishedAt: Timestamp,
    error: z.string(),
    /** Whether it left a checkpoint, from which `resume` continues it. */
    resumable: z.boolean(),
  }),
])
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

/** Which runs: all that have everything that is said. */
export const RunSelection = z.object({
  dataset: DatasetId.optional(),
  /** The trainings of one study, or the runs that are of no study; of these there may be hundreds for each of a study. */
  study: z.union([z.literal('none'), StudyId]).optional(),
  states: z.array(RunState).optional(),
})
export type RunSelection = z.infer<typeof RunSelection>

export const runs = {
  create: base
    .input(z.object({ dataset: DatasetId, snapshot: SnapshotId.optional(), config: TrainConfig }))
    .output(Run),
  /** Newest first. */
  list: base.input(RunSelection).output(z.array(Run)),
  get: base.input(z.object({ run: RunId })).output(Run),
  /** The series after an epoch, ascending. */
  epochs: base
    .input(z.object({ run: RunId, after: z.int().nonnegative().default(0) }))
    .output(z.array(RunEpoch)),
  log: base.input(z.object({ run: RunId })).output(z.object({ text: z.string() })),
  pause: base.input(z.object({ run: RunId })).output(Run),
  resume: base.input(z.object({ run: RunId })).output(Run),
  stop: base.input(z.object({ run: RunId })).output(Run),
  /** Sets the labels that are given and leaves the others. */
  label: base.input(z.object({ run: RunId, labels: RunLabels.partial() })).output(Run),
  remove: base.input(z.object({ run: RunId })).output(z.object({ removed: z.literal(true) })),
  compare: base.input(z.object({ runs: z.array(RunId).min(1).max(100) })).output(Comparison),
}
