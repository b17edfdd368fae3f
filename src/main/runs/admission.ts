/** What a run takes of the machine while it trains. */
export interface RunDemand {
  readonly threads: number
  readonly bytes: number
}

export interface Machine {
  readonly cores: number
  /** Bytes of main memory. */
  readonly memory: number
}

/** The share of the memory that trainers may fill together; the rest is for the system, the engine and a model server. */
export const MEMORY_SHARE = 0.75

/**
 * Whether a run may start beside those that train: at most `atOnce` train, their threads are at most the cores, and
 * their memory stays below the share. A run that would train alone always may.
 */
export function mayStart(
  next: RunDemand,
  training: readonly RunDemand[],
  machine: Machine,
  atOnce: number,
): boolean {
  if (training.length === 0) return true
  if (training.length >= atOnce) return false
  const all = [...training, next]
  const threads = all.reduce((sum, demand) => sum + demand.threads, 0)
  const bytes = all.reduce((sum, demand) => sum + demand.bytes, 0)
  return threads <= machine.cores && bytes < MEMORY_SHARE * machine.memory
}

/** The cores that each run gets whose threads are automatic, where so many runs train at once: at least one. */
export function coresOfEach(cores: number, atOnce: number): number {
  return Math.max(1, Math.floor(cores / atOnce))
}
