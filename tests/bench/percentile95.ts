/** The least value that 95 of 100 do not exceed. */
export function percentile95(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b)
  return ascending[Math.ceil(ascending.length * 0.95) - 1] ?? Number.NaN
}
