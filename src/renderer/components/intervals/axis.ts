/** Round values that cover the interval, about `count` of them; a single point gets room around it. */
export function niceTicks(low: number, high: number, count: number): number[] {
  const span = high - low || Math.abs(high) || 1
  const from = high === low ? low - span / 2 : low
  const to = high === low ? high + span / 2 : high
  const raw = (to - from) / count
  const magnitude = 10 ** Math.floor(Math.log10(raw))
  const step = [1, 2, 5, 10].map((factor) => factor * magnitude).find((candidate) => candidate >= raw) ?? raw
  const first = Math.floor(from / step)
  const last = Math.ceil(to / step)
  // Rounded, since a multiple of 0.1 is rarely one exactly.
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toPrecision(12)),
  )
}
