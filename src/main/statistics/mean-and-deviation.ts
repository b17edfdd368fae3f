export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] ?? Number.NaN
  return sum / values.length
}

/** Standard deviation of a sample (n - 1 in the denominator); 0 of a single value. */
export function sampleDeviation(values: ArrayLike<number>): number {
  if (values.length < 2) return 0
  const centre = mean(values)
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += ((values[index] ?? Number.NaN) - centre) ** 2
  return Math.sqrt(sum / (values.length - 1))
}
