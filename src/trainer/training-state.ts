import { isDeepStrictEqual } from 'node:util'
import { z } from 'zod'
import { BackendName } from '#shared/training/config.ts'
import { StoredTrainConfig, storedConfig } from '#shared/training/upgrade-config.ts'
import { TrainingFailure } from './failure.ts'
import type { TrainingInput } from './files/run-input.ts'
import type { TensorSet } from './files/tensor-file.ts'
import { FirstTrainingState, upgradeState } from './first-training-state.ts'
import { Progress } from './progress.ts'

/** What a run needs besides its tensors to go on exactly as if it had never ended. */
export const TrainingState = z.strictObject({
  /** What computed so far; another backend or number of threads would round differently. */
  compute: z.strictObject({ backend: BackendName, threads: z.int().positive(), device: z.string() }),
  progress: Progress,
  /** The state of each of its parts by its name; the part knows what it looks like. */
  parts: z.record(z.string(), z.unknown()),
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

const FORMAT = 'neggen-checkpoint-2'
/** What is read; the state that is in it. */
const FORMATS: Readonly<Record<string, z.ZodType<TrainingState>>> = {
  'neggen-checkpoint-1': FirstTrainingState.transform(upgradeState).pipe(TrainingState),
  [FORMAT]: TrainingState,
}

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
  const schema = FORMATS[metadata.format ?? '']
  if (schema === undefined) throw refusal(file, 'is no checkpoint of this version of the studio')
  if (!isDeepStrictEqual(parse(RunIdentity, metadata.run, file), identityOf(input))) {
    throw refusal(file, 'belongs to a run with another configuration or other data')
  }
  return parse(schema, metadata.state, file)
}

/** The failure of a run that cannot continue from its checkpoint. */
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
