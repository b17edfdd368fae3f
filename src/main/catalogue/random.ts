/** A seeded stream of numbers in [0, 1): the same on every machine (mulberry32, 32 bits of state). */
export type Random = () => number

export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** A stream of its own for a part of what one seed decides: FNV-1a over the part's name, from the seed. */
export function seededRandomFor(seed: number, part: string): Random {
  let state = 0x811c9dc5 ^ seed
  for (const character of part) state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return seededRandom(state)
}

/** All of them in random order. */
export function shuffled<T>(values: readonly T[], random: Random): T[] {
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value)
}
