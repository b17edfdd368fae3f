import { z } from 'zod'
import { DatasetId, SnapshotId } from '../contract/ids.ts'
import { TextEncoderSettings } from '../encoders/text-encoder-settings.ts'
import { METRIC_KEYS } from '../training/metrics.ts'

/** Names an arm within its study. */
export const ArmName = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'Names of arms have lower-case letters, digits and hyphens.')
  .max(60)

/** Whose negatives an arm learns from: those that curators let through, or all proposals as they were generated. */
export const ArmSnapshot = z.enum(['curated', 'uncurated'])
export type ArmSnapshot = z.infer<typeof ArmSnapshot>

const SettingValue = z.union([z.string(), z.number(), z.boolean()])

/** One value for each setting of an arm's grid. */
export const GridPoint = z.record(z.string(), SettingValue)
export type GridPoint = z.infer<typeof GridPoint>

/** Tuning looks at validation alone; final trainings have the settings that were chosen, and are tested once. */
export const StudyStage = z.enum(['tuning', 'final'])
export type StudyStage = z.infer<typeof StudyStage>

/** What is compared: a model with a sampler, settings and negatives. */
export const StudyArm = z.strictObject({
  name: ArmName,
  label: z.string().trim().min(1).max(120),
  /** Settings each by its key alone, as `configFrom` takes them: `{ model: 'lightgcn', layers: 2 }`. Seed, threads and backend are the study's. */
  settings: z.record(z.string(), SettingValue),
  /** What tuning tries of each setting, in all combinations; empty where there is nothing to choose. */
  grid: z.record(z.string(), z.array(SettingValue).min(1)),
  /** Null for an arm that learns from no generated negatives. */
  snapshot: ArmSnapshot.nullable(),
  /** The arm that this one is a placebo of: the same but for what is claimed to help. */
  placeboOf: ArmName.nullable(),
})
export type StudyArm = z.infer<typeof StudyArm>

/** A claim, written down before anything is trained: the arm is better than the one it is held against. */
export const Hypothesis = z.strictObject({
  /** What the sentence of the study calls it: "Curated negatives". */
  text: z.string().trim().min(1).max(200),
  arm: ArmName,
  against: ArmName,
})
export type Hypothesis = z.infer<typeof Hypothesis>

/** A data set on which every arm is tuned, trained and tested; several of them are replications of the same comparison. */
export const Replication = z.strictObject({
  dataset: DatasetId,
  /** What arms with the snapshot of this name learn from; null where no arm has it. */
  snapshots: z.strictObject({ curated: SnapshotId.nullable(), uncurated: SnapshotId.nullable() }),
})
export type Replication = z.infer<typeof Replication>

/** Everything that decides what a study finds, besides the data; it never changes. */
export const StudyPlan = z.strictObject({
  version: z.literal(1),
  question: z.string().trim().min(1).max(200),
  replications: z.array(Replication).min(1).max(50),
  /** The first is the baseline, which differences are shown against. */
  arms: z.array(StudyArm).min(2).max(50),
  /** Of the trainings that are tested; equal seeds are paired. */
  seeds: z.array(z.int().nonnegative()).min(1).max(50),
  /** What makes vectors of texts, for every training; the workspace's choice at the time where a new plan names none. */
  textEncoder: TextEncoderSettings.optional(),
  tuning: z.strictObject({
    /** Points of its grid that every arm tries on validation, in each replication. */
    trialsPerArm: z.int().min(1).max(500),
    /** Of the trainings, and of the draw of points where a grid has more. */
    seed: z.int().nonnegative(),
  }),
  metric: z.enum(METRIC_KEYS as [string, ...string[]]),
  hypotheses: z.array(Hypothesis).min(1).max(50),
})
export type StudyPlan = z.infer<typeof StudyPlan>
