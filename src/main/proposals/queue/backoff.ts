/** Attempts at an item before it counts as failed. */
export const MAX_ATTEMPTS = 5

const FIRST_WAIT = 1_000
const LONGEST_WAIT = 60_000

/**
 * Milliseconds to wait before the next attempt: doubling, up to a minute, and somewhere in the upper half of
 * that, so that requests that failed together do not come back together.
 *
 * @param attempts how many have failed, from 1
 * @param random in [0, 1)
 */
export function backoff(attempts: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (attempts - 1))
  return Math.round((ceiling * (1 + random)) / 2)
}
