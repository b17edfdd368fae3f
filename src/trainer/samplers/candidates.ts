import type { UniformSampler } from './uniform.ts'

/** Candidates for the negatives of pairs: `perPair` of each, pair after pair. */
export interface Candidates {
  /** The user of each candidate. */
  readonly users: Int32Array
  readonly items: Int32Array
  readonly perPair: number
}

/** Uniform, with repeats, among those items that the user did not interact with. */
export function uniformCandidates(uniform: UniformSampler, users: Int32Array, perPair: number): Candidates {
  const repeated = new Int32Array(users.length * perPair)
  for (let pair = 0; pair < users.length; pair++) {
    repeated.fill(users[pair] ?? 0, pair * perPair, (pair + 1) * perPair)
  }
  return { users: repeated, items: uniform.drawEach(users, perPair), perPair }
}

/**
 * One candidate of each pair: that whose value is the highest, the first of equal ones. NaN is lower than every number.
 * @param values of the candidates
 */
export function highest({ items, perPair }: Candidates, values: Float32Array): Int32Array {
  const chosen = new Int32Array(items.length / perPair)
  for (let pair = 0; pair < chosen.length; pair++) {
    const end = (pair + 1) * perPair
    let place = pair * perPair
    let best = Number.NEGATIVE_INFINITY
    for (let at = place; at < end; at++) {
      const value = values[at] ?? Number.NaN
      if (!(value > best)) continue
      best = value
      place = at
    }
    chosen[pair] = items[place] ?? -1
  }
  return chosen
}
