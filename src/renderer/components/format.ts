export { countOf, formatCount } from '#shared/count.ts'
export { formatSeconds } from '#shared/duration.ts'

const DAY_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
const DAY = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' })

/** Bytes in decimal units, as disks and Ollama count them: "1.9 GB". */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 'B'
  for (const larger of units) {
    if (value < 999.5) break
    value /= 1000
    unit = larger
  }
  return `${value.toFixed(value < 9.95 ? 1 : 0)} ${unit}`
}

/** Share of 1 in per cent; small ones keep a digit that tells them from 0: "37 %", "0.08 %". */
export function formatShare(share: number): string {
  const percent = share * 100
  const digits = percent === 0 || percent >= 10 ? 0 : percent >= 1 ? 1 : 2
  return `${percent.toFixed(digits)} %`
}

/** A moment in the window's time zone: "7 Mar 2026, 14:05". */
export function formatMoment(milliseconds: number): string {
  return DAY_TIME.format(milliseconds)
}

/** "7 Mar 2026" */
export function formatDay(milliseconds: number): string {
  return DAY.format(milliseconds)
}
