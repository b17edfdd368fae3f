import { z } from 'zod'

export const BackendName = z.enum(['reference', 'wasm', 'webgpu', 'tensorflow'])
export type BackendName = z.infer<typeof BackendName>

export const MAX_THREADS = 64

/** Threads of the wasm backend; `auto` is as many as the machine has cores. */
export const Threads = z.union([z.literal('auto'), z.int().positive().max(MAX_THREADS)])
export type Threads = z.infer<typeof Threads>

/** The settings that runs of every model have. */
export const CommonSettings = z.strictObject({
  backend: z
    .union([z.literal('auto'), BackendName])
    .default('auto')
    .meta({ label: 'Backend', help: 'What computes.' }),
  threads: Threads.default('auto').meta({ label: 'Threads', help: 'Of the wasm backend.' }),
  seed: z.int().nonnegative().default(1).meta({ label: 'First seed' }),
  epochs: z.int().positive().max(10_000).default(1000).meta({
    label: 'Epochs at most',
    help: 'An upper bound: early stopping usually ends a run before.',
    step: 10,
  }),
  batchSize: z.int().positive().max(1_000_000).default(2048).meta({ label: 'Batch size', step: 256 }),
  learningRate: z.number().positive().max(1).default(1e-3).meta({ label: 'Learning rate', step: 0.0005 }),
  patience: z.int().positive().default(20).meta({
    label: 'Patience',
    unit: 'validations',
    help: 'Validations in a row without a better mean Recall@20 before the run stops.',
  }),
  minimumEpochs: z.int().nonnegative().max(10_000).default(50).meta({
    label: 'Epochs at least',
    help: 'Early stopping does not end a run before: many curves stand still at first and rise later.',
    step: 10,
  }),
  validationWindow: z.int().positive().max(1000).default(5).meta({
    label: 'Validations averaged',
    unit: 'validations',
    help: 'Patience goes by the mean Recall@20 of so many validations in a row; with 1, by each alone.',
    advanced: true,
  }),
  evaluateEvery: z.int().positive().default(1).meta({ label: 'Epochs between validations' }),
})
export type CommonSettings = z.infer<typeof CommonSettings>

/** Defaults that a model has of its own; one rule of early stopping for all of them keeps comparisons fair. */
export type CommonDefaults = Partial<
  Omit<CommonSettings, 'backend' | 'threads' | 'seed' | 'patience' | 'minimumEpochs' | 'validationWindow'>
>
