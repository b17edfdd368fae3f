import type { NamedTensor } from '#shared/files/safetensors.ts'
import type { Backend } from './backends/backend.ts'
import { divergence, TrainingFailure } from './failure.ts'
import type { TensorSource } from './files/tensor-file.ts'
import type { Parameter } from './models/model.ts'

/**
 * Tensors of the backend as they are at the time that their values are asked for.
 * @param finiteAt when they must be finite, as a failure would name it; null where they need not be
 */
export function tensorSources(
  backend: Backend,
  tensors: readonly Parameter[],
  finiteAt: string | null,
): TensorSource[] {
  return tensors.map(({ name, value }) => ({
    name,
    shape: [value.rows, value.cols],
    async values() {
      const values = await backend.read(value)
      if (finiteAt !== null && !allFinite(values)) {
        throw divergence(`the parameter "${name}" is no longer finite at ${finiteAt}`)
      }
      return values
    },
  }))
}

/**
 * Puts tensors of a file into tensors of the backend with the same names, one after the other.
 * @param file for what is said when it does not fit
 * @throws TrainingFailure naming the first that is not there, or of another shape
 */
export async function restoreTensors(
  backend: Backend,
  tensors: readonly Parameter[],
  saved: readonly TensorSource[],
  file: string,
): Promise<void> {
  for (const tensor of tensors) {
    backend.write(tensor.value, await savedTensor(tensor, saved, file).values())
  }
}

/**
 * Puts the tensors of a checkpoint into parameters of the same names.
 * @param file the checkpoint, for what is said when it does not fit
 * @throws TrainingFailure naming the first parameter that is not there, or of another shape
 */
export function loadParameters(
  backend: Backend,
  parameters: readonly Parameter[],
  tensors: readonly NamedTensor[],
  file: string,
): void {
  for (const parameter of parameters) {
    backend.write(parameter.value, savedTensor(parameter, tensors, file).values)
  }
}

function savedTensor<Saved extends { readonly name: string; readonly shape: readonly number[] }>(
  { name, value }: Parameter,
  tensors: readonly Saved[],
  file: string,
): Saved {
  const saved = tensors.find((tensor) => tensor.name === name)
  if (saved === undefined) throw new TrainingFailure(`${file}: the parameter "${name}" is missing.`)
  const [rows, cols] = saved.shape
  if (saved.shape.length !== 2 || rows !== value.rows || cols !== value.cols) {
    throw new TrainingFailure(
      `${file}: the parameter "${name}" is [${saved.shape.join(', ')}], not [${value.rows}, ${value.cols}].`,
      'The encoder or the configuration is not that of the training; train again.',
    )
  }
  return saved
}

function allFinite(values: Float32Array): boolean {
  for (let k = 0; k < values.length; k++) if (!Number.isFinite(values[k])) return false
  return true
}
