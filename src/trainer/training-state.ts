import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { BackendName } from '#shared/training/config.ts'
import { Metrics } from '#shared/training/metrics.ts'
import { StoredTrainConfig, storedConfig } from '#shared/training/upgrade-config.ts'
import { TripletLoaderState } from './data/triplet-loader.ts'
import { EarlyStoppingState } from './early-stopping.ts'
import { TrainingFailure } from './failure.ts'
import type { TrainingInput } from './files/run-input.ts'
import type { TensorSet } from './files/tensor-file.ts'

/** What a run needs besides its tensors to go on exactly as if it had never ended. */
export const TrainingState = z.strictObject({
  /** What computed so far; another backend or number of threads would round differently. */
  backend: BackendName,
  threads: z.int().positive(),
  device: z.string(),
  /** The epoch that it stands in. */
  epoch: z.int().positive(),
  /** Steps done of this epoch. */
  step: z.int().nonnegative(),
  /** Sum of their losses. */
  lossSum: z.number(),
  /** Training time of this epoch so far. */
  seconds: z.number().nonnegative(),
  /** Training time of each epoch before. */
  epochSeconds: z.array(z.number().nonnegative()),
  /** It was told to stop: what is left is to test the best epoch. */
  stopped: z.boolean(),
  stopping: EarlyStoppingState,
  /** Epoch 0 is a run that had to take what it began with. */
  best: z.strictObject({ epoch: z.int().nonnegative(), validation: Metrics }).nullable(),
  batches: TripletLoaderState,
  /** Optimiser steps of each parameter. */
  adamSteps: z.array(z.int().nonnegative()),
})
export type TrainingState = z.infer<typeof TrainingState>

/** Whose state it is. Pairs are counted with repeats. */
const RunIdentity = z.strictObject({
  config: StoredTrainConfig,
  users: z.int(),
  items: z.int(),
  training: z.int(),
  validation: z.int(),
  test: z.int(),
  negatives: z.int(),
})

const FORMAT = 'neggen-checkpoint-1'

/** A checkpoint's metadata. JSON holds the numbers to the bit: its text of a float64 is read as the same float64. */
export function encodeState(input: TrainingInput, state: TrainingState): TensorSet['metadata'] {
  return {
    format: FORMAT,
    run: JSON.stringify({ ...identityOf(input), config: storedConfig(input.config) }),
    state: JSON.stringify(state),
  }
}

/**
 * @param file the checkpoint, for what is said when it cannot be gone on from
 * @throws TrainingFailure if it is damaged or belongs to another run
 */
export function decodeState(
  input: TrainingInput,
  metadata: TensorSet['metadata'],
  file: string,
): TrainingState {
  if (metadata.format !== FORMAT) throw refusal(file, 'is no checkpoint of this version of the studio')
  if (!isDeepStrictEqual(parse(RunIdentity, metadata.run, file), identityOf(input))) {
    throw refusal(file, 'belongs to a run with another configuration or other data')
  }
  const state = parse(TrainingState, metadata.state, file)
  if (state.epochSeconds.length !== state.epoch - 1)
    throw refusal(file, 'is damaged: its epochs do not add up')
  return state
}

/** The failure of a run that cannot go on from its checkpoint. */
export function refusal(file: string, why: string): TrainingFailure {
  return new TrainingFailure(`${file} ${why}.`, 'Delete this file to train the run from its beginning.')
}

function identityOf({ config, users, items, training, validation, test, negatives }: TrainingInput) {
  const pairs = (split: Int32Array) => split.length / 2
  return {
    config,
    users,
    items,
    training: pairs(training),
    validation: pairs(validation),
    test: pairs(test),
    negatives: negatives?.items.length ?? 0,
  } satisfies z.infer<typeof RunIdentity>
}

function parse<T>(schema: z.ZodType<T>, text: string | undefined, file: string): T {
  let json: unknown
  try {
    json = JSON.parse(text ?? '')
  } catch {
    throw refusal(file, 'is damaged: its metadata are not JSON')
  }
  const result = schema.safeParse(json)
  if (!result.success) throw refusal(file, `is damaged: ${z.prettifyError(result.error)}`)
  return result.data
}
