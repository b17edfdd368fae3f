import { z } from 'zod'
import { Metrics } from '#shared/training/metrics.ts'

/** How far a run is. Never changed: whatever is done replaces it by what a function here gives. */
export const Progress = z
  .strictObject({
    /** The epoch that it stands in. */
    epoch: z.int().positive(),
    /** Steps done of this epoch. */
    step: z.int().nonnegative(),
    /** Sum of their losses. */
    lossSum: z.number(),
    /** Training time of this epoch so far. */
    seconds: z.number().nonnegative(),
    /** Training time of each epoch before. */
    epochSeconds: z.array(z.number().nonnegative()).readonly(),
    /** It was told to stop: what is left is to test the best epoch. */
    stopped: z.boolean(),
    /** Epoch 0 is a run that had to take what it began with. */
    best: z.strictObject({ epoch: z.int().nonnegative(), validation: Metrics }).nullable(),
  })
  .readonly()
  .refine(({ epoch, epochSeconds }) => epochSeconds.length === epoch - 1, 'its epochs do not add up')
export type Progress = z.infer<typeof Progress>

export const BEGINNING: Progress = {
  epoch: 1,
  step: 0,
  lossSum: 0,
  seconds: 0,
  epochSeconds: [],
  stopped: false,
  best: null,
}

/** After the next step of the epoch. */
export function withStep(progress: Progress, loss: number, seconds: number): Progress {
  return {
    ...progress,
    step: progress.step + 1,
    lossSum: progress.lossSum + loss,
    seconds: progress.seconds + seconds,
  }
}

/** At the beginning of the next epoch. */
export function withEpoch(progress: Progress): Progress {
  const { epoch, seconds, epochSeconds } = progress
  return {
    ...progress,
    epoch: epoch + 1,
    step: 0,
    lossSum: 0,
    seconds: 0,
    epochSeconds: [...epochSeconds, seconds],
  }
}

/** Told to stop where it is. */
export function withStop(progress: Progress): Progress {
  return { ...progress, stopped: true }
}

/** With parameters that are better than all before. */
export function withBest(progress: Progress, best: NonNullable<Progress['best']>): Progress {
  return { ...progress, best }
}

/** What a run has before it. */
export interface Plan {
  readonly epochs: number
  /** 0 for a model that trains nothing. */
  readonly stepsPerEpoch: number
}

/** Where it stands, as messages say it: once all epochs are done, at the end of the last. */
export function positionOf({ epoch, step }: Progress, plan: Plan): { epoch: number; step: number } {
  return epoch > plan.epochs ? { epoch: plan.epochs, step: plan.stepsPerEpoch } : { epoch, step }
}

/** Nothing of the plan is left. */
export function isPlanDone({ epoch }: Progress, plan: Plan): boolean {
  return plan.stepsPerEpoch === 0 || epoch > plan.epochs
}
