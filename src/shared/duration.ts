const STEPS: readonly (readonly [string, number])[] = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
]

/** A duration in the two largest units that matter: "4 s", "3 min 20 s", "2 h 5 min", "3 d 4 h". */
export function formatSeconds(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  const total = Math.round(seconds)
  const first = STEPS.findIndex(([, length]) => total >= length)
  return STEPS.slice(first, first + 2)
    .map(([unit, length], place) => {
      const within = place === 0 ? total : total % (STEPS[first]?.[1] ?? 1)
      return { unit, count: Math.floor(within / length) }
    })
    .filter(({ count }, place) => place === 0 || count > 0)
    .map(({ unit, count }) => `${count} ${unit}`)
    .join(' ')
}
