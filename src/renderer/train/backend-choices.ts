import { type BackendAvailability, obstacleToAuto } from '#shared/training/backends.ts'
import { BackendName, type TrainConfig } from '#shared/training/config.ts'

type Backend = TrainConfig['backend']

const LABELS: Readonly<Record<BackendName, string>> = {
  tensorflow: 'TensorFlow, NVIDIA GPU',
  webgpu: 'WebGPU, any GPU',
  wasm: 'WebAssembly, processor',
  reference: 'Reference, slow and plain',
}

/** One entry of the list of backends. */
export interface BackendChoice {
  readonly value: Backend
  readonly label: string
  /** What it computes on, or why it cannot be chosen here. */
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
    explanation: taken === null ? '' : `Takes ${taken}.`,
    disabled: false,
  }
  return [
    auto,
    ...BackendName.options.toReversed().map((value): BackendChoice => {
      const found = looked?.find(({ name }) => name === value)
      return {
        value,
        label: `${LABELS[value]} (${value})`,
        explanation: found === undefined ? '' : explain(found),
        disabled: found !== undefined && !found.usable,
      }
    }),
  ]
}

function explain(found: BackendAvailability): string {
  if (!found.usable) return `Not usable: ${found.reason}.`
  const obstacle = obstacleToAuto(found)
  return obstacle === null ? (found.device ?? '') : `${obstacle}.`
}
