import { z } from 'zod'

/** The state in checkpoints of format 1: progress and parts side by side. Tensors and configuration are as in later ones. */
export const FirstTrainingState = z.strictObject({
  backend: z.unknown(),
  threads: z.unknown(),
  device: z.unknown(),
  epoch: z.unknown(),
  step: z.unknown(),
  lossSum: z.unknown(),
  seconds: z.unknown(),
  epochSeconds: z.unknown(),
  stopped: z.unknown(),
  /** By the rule without a minimum and with a window of 1, which the configurations of these runs keep. */
  stopping: z.strictObject({
    bestValue: z.number().nullable(),
    bestEpoch: z.int().nonnegative(),
    misses: z.int().nonnegative(),
  }),
  best: z.unknown(),
  batches: z.strictObject({ order: z.unknown(), sampler: z.unknown() }),
  adamSteps: z.unknown(),
})

/** As format 2 has it; its values are checked as those are. */
export function upgradeState({
  backend,
  threads,
  device,
  stopping,
  batches,
  adamSteps,
  ...progress
}: z.infer<typeof FirstTrainingState>) {
  const parts: Record<string, unknown> = {
    optimizer: adamSteps,
    batches: batches.order,
    sampler: batches.sampler,
    stopping: upgradeStopping(stopping),
  }
  return {
    compute: { backend, threads, device },
    progress,
    parts,
  }
}

/** The window holds one value, which the next one replaces; where there is no minimum, the epoch decides nothing. */
function upgradeStopping({ bestValue, bestEpoch, misses }: z.infer<typeof FirstTrainingState>['stopping']) {
  return {
    window: bestValue === null ? [] : [bestValue],
    bestMean: bestValue,
    misses,
    epoch: bestEpoch,
    bestValue,
  }
}
