import { intraListDistances } from '#main/runs/intra-list-distance.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { LIST_LENGTH, METRIC_KEYS } from '#shared/training/metrics.ts'
import type { TrainerMessage } from '#shared/training/protocol.ts'
import { WasmBackend } from '#trainer/backends/wasm/wasm-backend.ts'
import type { Matrix } from '#trainer/data/features.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'
import { type RecordedOutput, recordOutput } from '#trainer/testing/recorded-output.ts'
import { train } from '#trainer/train.ts'
import type { PreparedPlace } from './prepared-place.ts'
import type { ProbeAgreement } from './probe-agreement.ts'
import { probeTrial } from './probe-trial.ts'
import type { RunInputs } from './run-inputs.ts'
import type { Result, Trial } from './trial.ts'

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
    intraListDistance: await distanceOfLists(output, await inputs.itemTexts()),
    userRecalls: recallsOf(output),
    bestEpoch: end.bestEpoch,
    epochs: end.epochs,
    seconds,
    probe: trial.probed ? await probeOf(trial, input, output, inputs) : null,
  }
}

async function probeOf(
  { world, seed }: Trial,
  input: TrainingInput,
  { checkpoints }: RecordedOutput,
  inputs: RunInputs,
): Promise<ProbeAgreement> {
  const learned = { checkpoint: 'best.safetensors', tensors: checkpoints.at(-1)?.tensors ?? [] }
  return probeTrial({
    place: { world, seed },
    input,
    learned,
    database: inputs.database,
    dataset: inputs.dataset,
    encode: (texts) => inputs.encode(texts),
  })
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

/** Of the first 20 items of the test users' lists; null where nothing was tested. */
async function distanceOfLists({ tests }: RecordedOutput, texts: Matrix): Promise<number | null> {
  const [test] = tests
  if (test === undefined) return null
  const lists = { rows: test.users.length, cols: LIST_LENGTH, values: test.lists }
  return (await intraListDistances(lists, texts))['ild@20'] ?? null
}
