/** @throws RangeError for no values */
export function median(values: readonly number[]): number {
  const ascending = values.toSorted((a, b) => a - b)
  const upper = ascending[ascending.length >> 1]
  const lower = ascending[(ascending.length - 1) >> 1]
  if (upper === undefined || lower === undefined) throw new RangeError('There is no median of nothing.')
  return (lower + upper) / 2
}
