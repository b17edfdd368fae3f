import { configFrom } from '#shared/training/assign-settings.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import type { Matrix } from '#trainer/data/features.ts'
import { Interactions } from '#trainer/data/interactions.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'
import { type RecordedOutput, recordOutput } from '#trainer/testing/recorded-output.ts'
import { train } from '#trainer/train.ts'
import { bestItems, intraListDistance } from './lists.ts'
import type { PreparedPlace } from './prepared-place.ts'
import type { RunInputs } from './run-inputs.ts'
import type { Result, Trial } from './trial.ts'

const LIST = 20
const SELECTED = METRIC_KEYS.indexOf('recall@20')

/**
 * Trains a trial as a run is trained, on one thread.
 * @throws Error where the place has no such snapshot, TrainingFailure as `train` does
 */
export async function trainTrial(trial: Trial, inputs: RunInputs, place: PreparedPlace): Promise<Result> {
  const snapshot = trial.snapshot === null ? null : place.snapshots[trial.snapshot]
  if (snapshot === undefined) throw new Error(`There is no snapshot ${trial.snapshot} at this place.`)
  const config = configFrom({
    ...trial.settings,
    seed: trial.trainingSeed,
    backend: 'wasm',
    threads: 1,
  })
  const whole = await inputs.of(config, snapshot)
  const input = trial.tested ? whole : { ...whole, test: new Int32Array(0) }
  const output = recordOutput()
  const began = performance.now()
  const end = await finished(input, output)
  const seconds = (performance.now() - began) / 1000
  return {
    ...trial,
    validation: end.validation,
    test: end.test,
    intraListDistance: end.test === null ? null : distanceOfLists(input, output, await inputs.itemTexts()),
    userRecalls: recallsOf(output),
    bestEpoch: end.bestEpoch,
    epochs: end.epochs,
    seconds,
  }
}

type Finished = Extract<TrainerMessage, { type: 'finished' }>

async function finished(input: TrainingInput, output: RecordedOutput): Promise<Finished> {
  const ends: Finished[] = []
  await train(
    input,
    output,
    async (message) => {
      if (message.type === 'finished') ends.push(message)
    },
    undefined,
    {
      choose: async () => ({ name: 'wasm', backend: await WasmBackend.create({ threads: 1 }), reason: '' }),
    },
  )
  const [end] = ends
  if (end === undefined) throw new Error('The training ended without a result.')
  return end
}

function recallsOf({ tests }: RecordedOutput): number[] {
  const [test] = tests
  if (test === undefined) return []
  return Array.from(test.users, (_, row) => round(test.perUser[row * METRIC_KEYS.length + SELECTED] ?? 0))
}

function round(recall: number): number {
  return Math.round(recall * 1e6) / 1e6
}

/** Mean over the test users. */
function distanceOfLists(input: TrainingInput, output: RecordedOutput, texts: Matrix): number | null {
  const [test] = output.tests
  const embeddings = output.embeddingPairs.at(-1)
  if (test === undefined || embeddings === undefined) return null
  const training = Interactions.fromPairs(input.training, input.users, input.items)
  const distances = Array.from(test.users, (user) =>
    intraListDistance(bestItems({ ...embeddings, training }, user, LIST), texts),
  )
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length
}
