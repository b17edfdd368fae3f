import type { Backend } from './backends/backend.ts'
import { Tape } from './backends/tape.ts'
import type { Rng } from './data/rng.ts'
import type { StepBatch } from './data/triplet-loader.ts'
import type { LossTerm, Model } from './models/model.ts'
import type { Optimizer } from './optimizers/optimizer.ts'

/**
 * Queues one step of gradient descent on a batch; its memory is free again afterwards. If the loss is not
 * finite, the parameters stay as they are.
 * @param rng see Model.lossTerms
 * @param tape may hold what the model computed when negatives were chosen
 * @returns the loss, once the backend has come so far
 */
export async function trainStep(
  backend: Backend,
  model: Model,
  optimizer: Optimizer,
  batch: StepBatch,
  rng: () => Rng,
  tape = new Tape(backend),
): Promise<number> {
  const mark = backend.mark()
  let loss: Promise<Float32Array>
  try {
    const node = sum(tape, lossTerms(model, tape, batch, rng))
    tape.backward(node)
    optimizer.step(tape, node.value, batch.users.length)
    loss = backend.read(node.value)
  } finally {
    backend.release(mark)
  }
  return (await loss)[0] ?? Number.NaN
}

/** The model's terms on whatever its sampler has drawn. */
function lossTerms(model: Model, tape: Tape, batch: StepBatch, rng: () => Rng): readonly LossTerm[] {
  const { users, positives, negatives } = batch
  if (negatives instanceof Int32Array) return model.lossTerms(tape, { users, positives, negatives }, rng)
  if (model.layered === undefined) throw new Error('This model cannot learn from negatives mixed by layer.')
  return model.layered.lossTerms(tape, { users, positives, negatives }, rng)
}

/** The terms' sum on the tape. */
export function sum(tape: Tape, terms: readonly LossTerm[]) {
  const [first, ...rest] = terms
  if (first === undefined) throw new Error('The model has no loss.')
  return rest.reduce((total, term) => tape.addScaled(total, term.value, 1), first.value)
}

/**
 * Names the first tensor that is not finite where a batch's loss is not: parameters first, since if one is
 * broken already, every term is.
 */
export async function diagnose(
  backend: Backend,
  model: Model,
  batch: StepBatch,
  rng: () => Rng,
): Promise<string> {
  const finite = async (tensor: Parameters<Backend['read']>[0]) =>
    (await backend.read(tensor)).every(Number.isFinite)
  const mark = backend.mark()
  try {
    for (const { name, value } of model.parameters) {
      if (!(await finite(value))) return `parameter "${name}"`
    }
    for (const { name, value } of lossTerms(model, new Tape(backend), batch, rng)) {
      if (!(await finite(value.value))) return `loss term "${name}"`
    }
    return 'the sum of the loss terms'
  } finally {
    backend.release(mark)
  }
}
