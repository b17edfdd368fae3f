import type { HandleMemory } from './memory.ts'
import type { Partitioner } from './partitioner.ts'
import type { ThreadPool } from './thread-pool.ts'

/** What an operation of the wasm backend works with. */
export interface Compute {
  readonly memory: HandleMemory
  readonly pool: ThreadPool
  readonly partitioner: Partitioner
}

/** An exponential by assembly/exponential.ts, in float operations. */
export const EXPONENTIAL_COST = 10
