import type { NamedTensor } from '#shared/files/safetensors.ts'
import type { Backend } from './backends/backend.ts'
import { TrainingFailure } from './failure.ts'
import type { Model, Parameter } from './models/model.ts'

/**
 * Copies a model's parameters out of the backend.
 * @throws TrainingFailure naming the first tensor with a NaN or infinity
 */
export async function readParameters(backend: Backend, model: Model): Promise<NamedTensor[]> {
  const tensors: NamedTensor[] = []
  for (const { name, value } of model.parameters) {
    const values = await backend.read(value)
    if (!values.every(Number.isFinite)) throw divergence(`the parameter "${name}" is no longer finite`)
    tensors.push({ name, shape: [value.rows, value.cols], values })
  }
  return tensors
}

/** Puts parameters that `readParameters` gave back into the model. */
export function writeParameters(backend: Backend, model: Model, tensors: readonly NamedTensor[]): void {
  for (const { name, value } of model.parameters) {
    const saved = tensors.find((tensor) => tensor.name === name)
    if (saved !== undefined) backend.write(value, saved.values)
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
  for (const { name, value } of parameters) {
    const saved = tensors.find((tensor) => tensor.name === name)
    if (saved === undefined) throw new TrainingFailure(`${file}: the parameter "${name}" is missing.`)
    const [rows, cols] = saved.shape
    if (rows !== value.rows || cols !== value.cols) {
      throw new TrainingFailure(
        `${file}: the parameter "${name}" is [${saved.shape.join(', ')}], not [${value.rows}, ${value.cols}].`,
        'The encoder or the configuration is not that of the training; train again.',
      )
    }
    backend.write(value, saved.values)
  }
}

/** The failure of a run whose numbers ran away. */
export function divergence(what: string): TrainingFailure {
  return new TrainingFailure(
    `The training diverged: ${what}.`,
    'Lower the learning rate. With NegGen, also try a larger tau, or features scaled to unit length.',
  )
}
