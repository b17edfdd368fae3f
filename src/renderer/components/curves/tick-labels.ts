/** More digits than this behind the point are written with an exponent. */
const MOST_DIGITS = 6

/** Labels of an axis's ticks: with as few digits behind the point as tell each tick exactly, at most six. */
export function tickLabels(ticks: readonly number[]): string[] {
  const [first = 0, second = first] = ticks
  const close = Math.abs(second - first) / 1000
  const exact = (digits: number) =>
    ticks.every((tick) => Math.abs(Number(tick.toFixed(digits)) - tick) <= close)
  const digits = Array.from({ length: MOST_DIGITS + 1 }, (_, count) => count).find(exact)
  return ticks.map((tick) => {
    if (digits === undefined) return tick === 0 ? '0' : tick.toExponential(2)
    return String(Number(tick.toFixed(digits)))
  })
}
