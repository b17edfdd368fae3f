const whole = new Intl.NumberFormat('en')

/** 12,345 */
export function formatCount(count: number): string {
  return whole.format(count)
}

/** "1 item", "2 items"; the plural adds an s unless it is given. */
export function countOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`
}
