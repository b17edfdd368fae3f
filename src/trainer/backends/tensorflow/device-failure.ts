import { TrainingFailure } from '../../failure.ts'

const MEMORY = /\boom\b|out of memory|resource ?exhausted|failed to allocate|array buffer allocation/i
const DEVICE = /\bcuda_error|\bcu(blas|dnn|solver)_status|gpu sync failed|launch fail|device (was )?lost/i

/** What TensorFlow throws when the device gives up, as a failure of the run; anything else stays a bug. */
export function asTrainingFailure(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof TrainingFailure) return error
  if (MEMORY.test(error.message)) {
    return new TrainingFailure(
      'TensorFlow ran out of memory.',
      'Choose a smaller embedding size or batch, close other programs that use the GPU, or set the backend to "wasm".',
      { cause: error },
    )
  }
  if (DEVICE.test(error.message)) {
    return new TrainingFailure(
      `The GPU stopped working for TensorFlow (${firstLine(error.message)}).`,
      'Start the run again. If it happens again, restart the computer or set the backend to "wasm".',
      { cause: error },
    )
  }
  return error
}

/** The first line of what a library says, without a full stop. The binding puts a status code before it. */
export function firstLine(message: string): string {
  const said = message.replace(/^Invalid TF_Status: \d+\s+Message: /, '').trim()
  return said.split('\n', 1).join('').trim().replace(/\.$/, '')
}
