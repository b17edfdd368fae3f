/** Below this many milliseconds an hourly rate would be a guess. */
const SHORTEST_MILLISECONDS = 30_000
/** A pause longer than this is a break, and breaks are not work. */
const BREAK_MILLISECONDS = 120_000

/** What a person has decided in this window, for the rate beside the queue. */
export interface Pace {
  readonly decisions: number
  /** Milliseconds at work between the first and the newest decision. */
  readonly worked: number
  readonly newest: number | null
}

export const NO_PACE: Pace = { decisions: 0, worked: 0, newest: null }

export function paced(pace: Pace, decisions: number, now: number): Pace {
  const since = pace.newest === null ? 0 : now - pace.newest
  return {
    decisions: pace.decisions + decisions,
    worked: pace.worked + (since > BREAK_MILLISECONDS ? 0 : since),
    newest: now,
  }
}

/** Decisions an hour at work; null while there is too little to tell. */
export function hourlyRate(pace: Pace): number | null {
  if (pace.worked < SHORTEST_MILLISECONDS) return null
  return Math.round((pace.decisions / pace.worked) * 3_600_000)
}
