import { setImmediate as nextTurn } from 'node:timers/promises'
import { settingFields } from '#shared/descriptors/settings-fields.ts'
import { configFrom } from '#shared/training/assign-settings.ts'
import { type ModelName, modelDescriptor } from '#shared/training/models/model-settings.ts'
import { DEFAULT_OPTIMIZER, type OptimizerName } from '#shared/training/optimizers/optimizer-settings.ts'
import type { Backend } from '#trainer/backends/backend.ts'
import type { Interactions } from '#trainer/data/interactions.ts'
import { Rng } from '#trainer/data/rng.ts'
import type { Batch } from '#trainer/data/triplet-loader.ts'
import type { TrainingInput } from '#trainer/files/run-input.ts'
import { createModel } from '#trainer/models/create-model.ts'
import type { Model } from '#trainer/models/model.ts'
import { createOptimizer } from '#trainer/optimizers/create-optimizer.ts'
import type { Optimizer } from '#trainer/optimizers/optimizer.ts'
import { trainStep } from '#trainer/train-step.ts'

/** A model in training, as a run sets it up. */
export interface Contender {
  readonly model: Model
  readonly optimizer: Optimizer
}

export interface TimedSteps {
  /** Milliseconds of each whole step: batch upload, forwards, backwards, optimiser, loss read. */
  readonly times: readonly number[]
  readonly losses: readonly number[]
}

/** The figures of the goals are for these settings; the learning rate and L2 weight are those of the limit in C. */
export const LEARNING_RATE = 0.01
export const REGULARIZATION = 1e-3
const COMMON = { backend: 'wasm', learningRate: LEARNING_RATE } as const
/** A model takes those that it has. */
const OWN = { regularization: REGULARIZATION, layers: 2 }

export function createContender(
  backend: Backend,
  name: ModelName,
  training: Interactions,
  generated: Pick<TrainingInput, 'negatives' | 'features'> = { negatives: null, features: {} },
  optimizer: OptimizerName = DEFAULT_OPTIMIZER,
): Contender {
  const config = configFrom({ ...COMMON, ...ownSettings(name), model: name })
  const model = createModel(backend, { config, ...generated }, training)
  const context = { backend, parameters: model.parameters, learningRate: config.learningRate }
  return { model, optimizer: createOptimizer({ name: optimizer }, context) }
}

function ownSettings(model: ModelName): Record<string, unknown> {
  const names = settingFields(modelDescriptor(model).settings).map(({ name }) => name)
  return Object.fromEntries(Object.entries(OWN).filter(([name]) => names.includes(name)))
}

/** Steps over the batches in turn. Between two steps the event loop turns once, as in a run. */
export async function timedSteps(
  backend: Backend,
  { model, optimizer }: Contender,
  batches: readonly Batch[],
): Promise<TimedSteps> {
  const times: number[] = []
  const losses: number[] = []
  const rng = () => new Rng(1, 'a step of the benchmark')
  for (const batch of batches) {
    await nextTurn()
    const start = performance.now()
    const loss = await trainStep(backend, model, optimizer, batch, rng)
    times.push(performance.now() - start)
    losses.push(loss)
  }
  return { times, losses }
}
