import { z } from 'zod'
import { Metrics } from '#shared/training/metrics.ts'
import { ModelName } from '#shared/training/models/model-settings.ts'
import { Place } from './place.ts'
import { ProbeAgreement } from './probe-agreement.ts'
import { SnapshotKind } from './snapshot-kinds.ts'

/** One training of one arm at one place. */
export const Trial = Place.extend({
  arm: z.string(),
  trainingSeed: z.int().nonnegative(),
  /** As `configFrom` takes them, without the training seed. */
  settings: z.looseObject({ model: ModelName }),
  /** Null for an arm without negatives. */
  snapshot: SnapshotKind.nullable(),
  /** Rounds of proposals that the snapshot was made from. */
  rounds: z.int().positive(),
  /** Whether the test set is looked at: never while settings are chosen. */
  tested: z.boolean(),
  /** Whether its probe is held against the truth. */
  probed: z.boolean().default(false),
})
export type Trial = z.infer<typeof Trial>

/** What came of it: one line of a results file. */
export const Result = Trial.extend({
  validation: Metrics,
  /** Null where the trial is not tested. */
  test: Metrics.nullable(),
  /** Mean distance of the items of a list of 20, in the space of their texts, over the test users. */
  intraListDistance: z.number().nullable(),
  /** Recall@20 of each test user, in the order of the data set. */
  userRecalls: z.array(z.number()),
  bestEpoch: z.int().nonnegative(),
  epochs: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  /** Null where the trial is not probed. */
  probe: ProbeAgreement.nullable().default(null),
})
export type Result = z.infer<typeof Result>

/** Equal for a trial and its result. */
export function trialKey(trial: Trial): string {
  const { world, seed, arm, trainingSeed, settings, snapshot, rounds, tested, probed } = trial
  const what = [world, seed, arm, trainingSeed, sorted(settings), snapshot, rounds, tested]
  return JSON.stringify(probed ? [...what, 'probed'] : what)
}

function sorted(settings: Readonly<Record<string, unknown>>): [string, unknown][] {
  return Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1))
}
