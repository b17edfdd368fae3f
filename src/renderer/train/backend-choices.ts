import { type BackendAvailability, backendLabel, obstacleToAuto } from '#shared/training/backends.ts'
import { BackendName, type TrainConfig } from '#shared/training/config.ts'

type Backend = TrainConfig['backend']

const MEANINGS: Readonly<Record<BackendName, string>> = {
  tensorflow: 'CUDA, through TensorFlow',
  webgpu: 'WebGPU, for any GPU',
  wasm: 'The processor, through WebAssembly threads and onnxruntime',
  reference: 'Plain TypeScript, slow: to check the others by',
}

/** One entry of the list of backends. */
export interface BackendChoice {
  readonly value: Backend
  readonly label: string
  /** What it is, and what it computes on or why it cannot be chosen here. */
  readonly explanation: string
  readonly disabled: boolean
}

/** What a run can compute on. As long as nobody has looked at the machine, everything can be chosen. */
export function backendChoices(
  looked: readonly BackendAvailability[] | undefined,
  taken: BackendName | null,
): BackendChoice[] {
  const auto: BackendChoice = {
    value: 'auto',
    label: 'The fastest here',
    explanation: taken === null ? '' : `Takes ${backendLabel(taken)}.`,
    disabled: false,
  }
  return [
    auto,
    ...BackendName.options.toReversed().map((value): BackendChoice => {
      const found = looked?.find(({ name }) => name === value)
      return {
        value,
        label: backendLabel(value),
        explanation: `${MEANINGS[value]}. ${found === undefined ? '' : finding(found)}`.trimEnd(),
        disabled: found !== undefined && !found.usable,
      }
    }),
  ]
}

function finding(found: BackendAvailability): string {
  if (!found.usable) return `Not usable: ${found.reason}.`
  const obstacle = obstacleToAuto(found) ?? found.device
  return obstacle === null ? '' : `${obstacle}.`
}
