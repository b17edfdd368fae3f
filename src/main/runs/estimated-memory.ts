import type { BackendName } from '#shared/training/common-settings.ts'

/** What decides how much memory a trainer takes at most. */
export interface MemoryFigures {
  readonly users: number
  readonly items: number
  /** Training interactions. */
  readonly interactions: number
  /** Width of the vectors of users and items; 1 for a model without any. */
  readonly dimensions: number
  /** Propagation layers; 0 for a model without a graph. */
  readonly layers: number
  /** Numbers in all feature matrices that the model learns from. */
  readonly features: number
  readonly backend: 'auto' | BackendName
}

const MEBIBYTE = 2 ** 20

/** The process itself; native backends bring their runtimes along. `auto` counts as the backend that needs no GPU. */
const PROCESS: Readonly<Record<MemoryFigures['backend'], number>> = {
  auto: 128 * MEBIBYTE,
  reference: 128 * MEBIBYTE,
  wasm: 128 * MEBIBYTE,
  webgpu: 512 * MEBIBYTE,
  tensorflow: 2048 * MEBIBYTE,
}

/** Parameters, two moments of the optimiser, the vectors of a validation, and copies on their way to files. */
const TABLES = 7
/** The tables that each propagation layer adds, forwards and backwards. */
const TABLES_PER_LAYER = 2
/** The pairs as they are read, by user, for sampling, and the graph in both directions. */
const BYTES_PER_INTERACTION = 80
/** As read, on the backend, and what is computed of them. */
const COPIES_OF_FEATURES = 5

/**
 * The most memory that a trainer is expected to take, in bytes:
 *
 *   process + 4 dimensions (users + items) (7 + 2 layers) + 80 interactions + 5 * 4 features
 *
 * The factors are rounded up from peaks of trainers on the wasm and reference backends (up to 150,000 users and items, 64 and
 * 256 dimensions, 3 million interactions), which stay 11 to 28 % below; those of the native backends are a guess.
 */
export function estimatedMemory(figures: MemoryFigures): number {
  const { users, items, interactions, dimensions, layers, features, backend } = figures
  const table = 4 * dimensions * (users + items)
  return (
    PROCESS[backend] +
    table * (TABLES + TABLES_PER_LAYER * layers) +
    BYTES_PER_INTERACTION * interactions +
    COPIES_OF_FEATURES * 4 * features
  )
}
