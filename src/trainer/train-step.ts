import type { Adam } from './adam.ts'
import type { Backend } from './backends/backend.ts'
import { Tape } from './backends/tape.ts'
import { divergence } from './checkpoint.ts'
import type { Batch } from './data/batches.ts'
import type { LossTerm, Model } from './models/model.ts'

/**
 * One step of gradient descent on a batch; all its memory is free again afterwards.
 * @param at which step this is, as an error would name it
 * @returns the loss
 * @throws TrainingFailure if the loss is not finite, before the parameters change
 */
export async function trainStep(
  backend: Backend,
  model: Model,
  adam: Adam,
  batch: Batch,
  at: string,
): Promise<number> {
  const mark = backend.mark()
  try {
    const tape = new Tape(backend)
    const terms = model.lossTerms(tape, batch)
    const loss = sum(tape, terms)
    tape.backward(loss)
    const value = (await backend.read(loss.value))[0] ?? Number.NaN
    if (!Number.isFinite(value)) {
      const culprit = await firstNonFinite(backend, model, terms)
      throw divergence(`the loss became ${value} at ${at}; first non-finite tensor: ${culprit}`)
    }
    adam.step(tape)
    return value
  } finally {
    backend.release(mark)
  }
}

/** The terms' sum on the tape. */
export function sum(tape: Tape, terms: readonly LossTerm[]) {
  const [first, ...rest] = terms
  if (first === undefined) throw new Error('The model has no loss.')
  return rest.reduce((total, term) => tape.addScaled(total, term.value, 1), first.value)
}

/** Parameters first: if one is broken already, every term is. */
async function firstNonFinite(backend: Backend, model: Model, terms: readonly LossTerm[]): Promise<string> {
  for (const { name, value } of model.parameters) {
    if (!(await backend.read(value)).every(Number.isFinite)) return `parameter "${name}"`
  }
  for (const { name, value } of terms) {
    if (!(await backend.read(value.value)).every(Number.isFinite)) return `loss term "${name}"`
  }
  return 'the sum of the loss terms'
}
