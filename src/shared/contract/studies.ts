import { oc } from '@orpc/contract'
import { z } from 'zod'
import { ArmName, GridPoint, StudyPlan, StudyStage } from '../studies/plan.ts'
import { studyTemplates } from '../studies/templates/registry.ts'
import { Metrics } from '../training/metrics.ts'
import { commonErrors } from './errors.ts'
import { DatasetId, RunId, SnapshotId, StudyId, Timestamp } from './ids.ts'

const base = oc.errors(commonErrors)

/** The words of runs and jobs; a new study is queued until it is started. */
export const StudyState = z.enum(['queued', 'running', 'paused', 'finished', 'stopped', 'failed'])
export type StudyState = z.infer<typeof StudyState>

/** A fair comparison as one object, without its plan and results. */
export const StudySummary = z.object({
  id: StudyId,
  name: z.string(),
  question: z.string(),
  /** SHA-256 over the canonical plan, with the content of the data sets and snapshots that it names: another plan is another study. */
  hash: z.string(),
  state: StudyState,
  /** Why it is paused, stopped or failed, where there is more to say. */
  explanation: z.string().nullable(),
  datasets: z.array(z.object({ id: DatasetId, name: z.string() })),
  arms: z.int(),
  createdAt: Timestamp,
  startedAt: Timestamp.nullable(),
  finishedAt: Timestamp.nullable(),
  progress: z.object({
    /** Trainings of both stages. */
    finished: z.int(),
    total: z.int(),
    /** Null until enough has been trained to estimate it. */
    secondsLeft: z.number().nonnegative().nullable(),
  }),
  /** Of a finished study, as its results have it. */
  conclusion: z.string().nullable(),
})
export type StudySummary = z.infer<typeof StudySummary>

/** One training of a study. */
export const StudyTrial = z.object({
  /** Position in the plan's list. */
  replication: z.int().nonnegative(),
  arm: ArmName,
  stage: StudyStage,
  /** What it has of the arm's grid. */
  point: GridPoint,
  seed: z.int(),
  /** Null until it is in the queue. */
  run: RunId.nullable(),
  state: z.enum(['waiting', 'queued', 'running', 'paused', 'finished', 'stopped', 'failed']),
  /** Of the metric of the study, at the best epoch. */
  validation: z.number().nullable(),
})
export type StudyTrial = z.infer<typeof StudyTrial>

export const Study = StudySummary.extend({
  plan: StudyPlan,
  trials: z.array(StudyTrial),
})
export type Study = z.infer<typeof Study>

/** Mean of a value over the seeds, and its sample standard deviation; no deviation for a single seed. */
export const MeanOverSeeds = z.object({ mean: Metrics, deviation: Metrics.nullable(), seeds: z.int() })
export type MeanOverSeeds = z.infer<typeof MeanOverSeeds>

/** What an arm came to on the test interactions. */
export const ArmResult = z.object({
  arm: ArmName,
  label: z.string(),
  placeboOf: ArmName.nullable(),
  /** By replication, in the plan's order; null where nothing of it is tested yet. */
  replications: z.array(MeanOverSeeds.nullable()),
  /** Mean over the replications. */
  mean: Metrics,
  /** What tuning chose, by replication. */
  chosen: z.array(GridPoint.nullable()),
  /** Mean training seconds of a tested run. */
  seconds: z.number().nonnegative(),
})
export type ArmResult = z.infer<typeof ArmResult>

/** Who further the conclusion of a test holds for, should it be repeated. */
export const SpeaksOf = z.enum(['users', 'seeds', 'users and seeds', 'worlds'])
export type SpeaksOf = z.infer<typeof SpeaksOf>

export const SignificanceTest = z.object({
  test: z.enum(['paired t', 'wilcoxon', 'crossed random effects']),
  speaksOf: SpeaksOf,
  /** Paired values: users, seeds or worlds; of users and seeds, the users at each of the seeds. */
  n: z.int(),
  statistic: z.number(),
  /** Null for a test without any, and where it is not finite. */
  degreesOfFreedom: z.number().nullable(),
  /** Two-sided. */
  p: z.number(),
  /** Holm's, over the hypotheses of the study for this kind of test. */
  pAdjusted: z.number(),
})
export type SignificanceTest = z.infer<typeof SignificanceTest>

export const HypothesisResult = z.object({
  text: z.string(),
  arm: ArmName,
  against: ArmName,
  /** Mean difference of the metric, over replications, seeds and users; null while the two were not tested by the same seed. */
  difference: z.number().nullable(),
  /** 95 % interval of the difference by the test that speaks of the most: worlds, else users and seeds, else users; null where there is none. */
  interval: z.tuple([z.number(), z.number()]).nullable(),
  intervalSpeaksOf: SpeaksOf.nullable(),
  /** Cohen's d_z of the paired differences that the interval is of: mean difference / their standard deviation. */
  effectSize: z.number().nullable(),
  /** By replication, in the plan's order; null where it is not tested there. */
  replications: z.array(z.number().nullable()),
  tests: z.array(SignificanceTest),
  /**
   * By the adjusted p of the test that speaks of the most, at .05: better, worse, or no effect shown, which is also the verdict while
   * trainings are missing.
   */
  verdict: z.enum(['better', 'worse', 'not-shown']),
})
export type HypothesisResult = z.infer<typeof HypothesisResult>

/** Recall at the cutoff of the study's metric, within a part of the test interactions. */
export const Stratum = z.object({
  /** "Items without training interactions", "Popularity decile 3", "Category: lamps". */
  name: z.string(),
  kind: z.enum(['item-history', 'popularity', 'category', 'user-activity']),
  /** Test interactions in it. */
  interactions: z.int(),
  users: z.int(),
  /** By arm name: mean over the users with any, the seeds and the replications. */
  values: z.record(z.string(), z.number()),
})
export type Stratum = z.infer<typeof Stratum>

export const StudyResults = z.object({
  study: StudyId,
  metric: z.string(),
  /** What was found and what was not, in one sentence; a second line names further hypotheses. */
  conclusion: z.string(),
  /** False while trainings are missing: then nothing is concluded, and the figures are of what there is. */
  complete: z.boolean(),
  arms: z.array(ArmResult),
  hypotheses: z.array(HypothesisResult),
  strata: z.array(Stratum),
})
export type StudyResults = z.infer<typeof StudyResults>

/** A kind of study that the studio has ready. */
export const StudyTemplateName = z.enum(studyTemplates.map(({ name }) => name))
export type StudyTemplateName = z.infer<typeof StudyTemplateName>

export const StudyFormat = z.enum(['csv', 'latex', 'json'])
export type StudyFormat = z.infer<typeof StudyFormat>

export const studies = {
  /** Newest first; with every study that has the data set as a replication where one is named. */
  list: base.input(z.object({ dataset: DatasetId.optional() })).output(z.array(StudySummary)),
  get: base.input(z.object({ study: StudyId })).output(Study),
  /** The figures so far. */
  results: base.input(z.object({ study: StudyId })).output(StudyResults),
  /** A plan from a template, to look at and change before it is created. */
  draft: base
    .input(
      z.object({
        template: StudyTemplateName,
        /** With the snapshots to learn from; the newest of each kind where none is named. */
        replications: z
          .array(
            z.object({
              dataset: DatasetId,
              curated: SnapshotId.optional(),
              uncurated: SnapshotId.optional(),
            }),
          )
          .min(1)
          .max(50),
      }),
    )
    .output(StudyPlan),
  /** Writes the plan down, with its hash, and starts it unless it is to wait. */
  create: base
    .input(
      z.object({
        name: z.string().trim().min(1).max(120),
        plan: StudyPlan,
        start: z.boolean().default(true),
      }),
    )
    .output(StudySummary),
  start: base.input(z.object({ study: StudyId })).output(StudySummary),
  pause: base.input(z.object({ study: StudyId })).output(StudySummary),
  resume: base.input(z.object({ study: StudyId })).output(StudySummary),
  /** For good: its runs are stopped, and what was tested stays. */
  stop: base.input(z.object({ study: StudyId })).output(StudySummary),
  rename: base
    .input(z.object({ study: StudyId, name: z.string().trim().min(1).max(120) }))
    .output(StudySummary),
  /** With its runs. */
  remove: base.input(z.object({ study: StudyId })).output(z.object({ removed: z.literal(true) })),
  /** The tables as a file's content. */
  export: base
    .input(z.object({ study: StudyId, format: StudyFormat }))
    .output(z.object({ filename: z.string(), content: z.string() })),
}
