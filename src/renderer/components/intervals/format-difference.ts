export function formatP(p: number): string {
  if (Number.isNaN(p)) return 'p not defined'
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`
}

export function formatDifference(difference: number): string {
  const text = Math.abs(difference).toFixed(4)
  if (Number(text) === 0) return '±0.0000'
  return `${difference < 0 ? '−' : '+'}${text}`
}

export function formatInterval([low, high]: readonly [number, number]): string {
  return `${formatDifference(low)} to ${formatDifference(high)}`
}
