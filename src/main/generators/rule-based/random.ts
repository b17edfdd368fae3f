/** A source of numbers in [0, 1). */
export type Random = () => number

/** The same numbers for the same parts, on every machine: FNV-1a into mulberry32. */
export function seededRandom(...parts: readonly (string | number)[]): Random {
  let state = 0x811c9dc5
  for (const character of parts.join('\0')) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/**
 * All of them in random order, those with larger weights likelier in front (Efraimidis and Spirakis,
 * "Weighted random sampling with a reservoir", 2006).
 *
 * @param weight positive
 */
export function weightedOrder<T>(values: readonly T[], weight: (value: T) => number, random: Random): T[] {
  return values
    .map((value) => ({ value, key: Math.log(random() || Number.MIN_VALUE) / weight(value) }))
    .sort((a, b) => b.key - a.key)
    .map(({ value }) => value)
}
