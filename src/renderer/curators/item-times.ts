import type { ItemTimes } from '#shared/contract/curators.ts'
import type { Bar } from '../components/bar-plot.tsx'

/** Bars of a distribution of times, named by their seconds; the last one has no end. */
export function timeBars(bins: ItemTimes['bins']): Bar[] {
  return bins.map(({ from, to, count }) => ({
    label: to === null ? `over ${from}` : `${from}–${to}`,
    count,
  }))
}

/** A time in milliseconds, to a tenth of a second: that much tells reading from a reflex. */
export function formatItemTime(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
