import { z } from 'zod'

export const ModelName = z.enum(['popularity', 'bpr-mf', 'lightgcn', 'neggen'])
export type ModelName = z.infer<typeof ModelName>

export const SamplerName = z.enum(['uniform', 'popularity'])
export type SamplerName = z.infer<typeof SamplerName>

export const BackendName = z.enum(['reference', 'wasm', 'webgpu', 'tensorflow'])
export type BackendName = z.infer<typeof BackendName>

export const MAX_THREADS = 64

/** Threads of the wasm backend; `auto` is as many as the machine has cores. */
export const Threads = z.union([z.literal('auto'), z.int().positive().max(MAX_THREADS)])
export type Threads = z.infer<typeof Threads>

/**
 * Everything that decides a run's numbers besides the data. Defaults are those of the reference
 * implementation of NegGen (arXiv 2501.15183).
 */
export const TrainConfig = z.strictObject({
  model: ModelName,
  sampler: SamplerName.default('uniform'),
  backend: z.union([z.literal('auto'), BackendName]).default('auto'),
  threads: Threads.default('auto'),
  seed: z.int().nonnegative().default(1),
  /** Upper bound; early stopping usually ends a run before. */
  epochs: z.int().positive().max(10_000).default(1000),
  batchSize: z.int().positive().max(1_000_000).default(2048),
  learningRate: z.number().positive().max(1).default(1e-3),
  /** Embedding width d; a multiple of 4 for the SIMD kernels (of 8 for NegGen's eight heads). */
  dimensions: z.int().positive().max(1024).multipleOf(4).default(64),
  /** LightGCN propagation layers. */
  layers: z.int().min(1).max(8).default(2),
  /** Weight of the L2 term on the batch's ego embeddings. */
  regularization: z.number().nonnegative().default(1e-4),
  /** Validations without a better Recall@20 before the run stops. */
  patience: z.int().positive().default(20),
  /** Epochs between validations. */
  evaluateEvery: z.int().positive().default(1),
  /** NegGen: weight of the causal term in the score. */
  lambda: z.number().nonnegative().default(0.4),
  /** NegGen: weight of the alignment loss. */
  alpha: z.number().nonnegative().default(1e-2),
  /** NegGen: temperature of the alignment loss. */
  tau: z.number().positive().default(0.2),
  /** NegGen: attention heads over the modality tokens. */
  heads: z.int().positive().default(8),
  /** Ablation switches of NegGen, one each. */
  causal: z.boolean().default(true),
  alignment: z.boolean().default(true),
  /** The ordinary BPR term with a sampled negative. */
  sampledNegative: z.boolean().default(true),
  modalities: z.enum(['both', 'text', 'image']).default('both'),
})
export type TrainConfig = z.infer<typeof TrainConfig>
