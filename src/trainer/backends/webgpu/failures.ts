import { TrainingFailure } from '../../failure.ts'

const ELSEWHERE = 'Set the backend to "wasm", which computes in main memory, or train with fewer dimensions.'

/** A tensor that the GPU would not take even with all its memory free. */
export function tooLarge(bytes: number, limit: number): TrainingFailure {
  return new TrainingFailure(
    `One tensor of this training needs ${size(bytes)}, and this GPU takes at most ${size(limit)} in one piece.`,
    ELSEWHERE,
  )
}

export function outOfMemory(detail: string): TrainingFailure {
  return new TrainingFailure(
    'The GPU has no memory left for this training.',
    `Close other programs that use the GPU, or choose a smaller batch. ${ELSEWHERE}`,
    { cause: detail },
  )
}

export function deviceLost(detail: string): TrainingFailure {
  return new TrainingFailure(
    `The connection to the GPU was lost${bracketed(detail)}.`,
    'Resume the run: it continues from its last checkpoint. If this happens again, set the backend to "wasm".',
  )
}

export function driverFailed(detail: string): TrainingFailure {
  return new TrainingFailure(
    `The driver of the GPU failed at an operation${bracketed(detail)}.`,
    'Update the driver of the GPU, or set the backend to "wasm".',
  )
}

function bracketed(detail: string): string {
  const [first = ''] = detail.split('\n')
  return first === '' ? '' : ` (${first})`
}

function size(bytes: number): string {
  const [amount, unit] = bytes < 2 ** 30 ? [bytes / 2 ** 20, 'MiB'] : [bytes / 2 ** 30, 'GiB']
  return `${amount.toFixed(amount < 10 ? 1 : 0)} ${unit}`
}
