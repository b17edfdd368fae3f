import type { Bar } from '../components/bar-plot.tsx'

const number = new Intl.NumberFormat('en', { maximumFractionDigits: 2 })

/**
 * Names the bins of a histogram of whole numbers by what they hold: from 4 up to but without 8 is
 * "4–7", and a bin for one number is that number.
 */
export function histogramBars(bins: readonly { from: number; to: number; count: number }[]): Bar[] {
  return bins.map(({ from, to, count }) => {
    const last = Number.isInteger(from) && Number.isInteger(to) ? to - 1 : to
    return {
      label: last <= from ? number.format(from) : `${number.format(from)}–${number.format(last)}`,
      count,
    }
  })
}
