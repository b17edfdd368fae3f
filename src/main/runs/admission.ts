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

/** What trains; trainings of a study take the cores that are left. */
export interface Training extends RunDemand {
  readonly ofStudy: boolean
}

/**
 * Which of the two runs that are first in their line starts beside those that train: a person's own run, or a
 * study's. At most `atOnce` own runs train, and as many of studies as fit. Own runs come first: one that only
 * waits for room keeps a study's run waiting as well, so that its turn comes.
 */
export function nextInTurn(
  first: { readonly own: RunDemand | null; readonly ofStudy: RunDemand | null },
  training: readonly Training[],
  machine: Machine,
  atOnce: number,
): 'own' | 'ofStudy' | null {
  const { own, ofStudy } = first
  const ownAtOnce = training.filter((one) => !one.ofStudy).length
  if (own !== null && ownAtOnce < atOnce) return fits(own, training, machine) ? 'own' : null
  return ofStudy !== null && fits(ofStudy, training, machine) ? 'ofStudy' : null
}

/**
 * Whether the threads of a run and of those that train are at most the cores, and their memory below the share. A run
 * that would train alone always fits.
 */
function fits(next: RunDemand, training: readonly RunDemand[], machine: Machine): boolean {
  if (training.length === 0) return true
  const all = [...training, next]
  const threads = all.reduce((sum, demand) => sum + demand.threads, 0)
  const bytes = all.reduce((sum, demand) => sum + demand.bytes, 0)
  return threads <= machine.cores && bytes < MEMORY_SHARE * machine.memory
}

/** The cores that each run gets whose threads are automatic, where so many runs train at once: at least one. */
export function coresOfEach(cores: number, atOnce: number): number {
  return Math.max(1, Math.floor(cores / atOnce))
}
