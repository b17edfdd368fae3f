import type { RunEpoch } from '#shared/contract/runs.ts'

/**
 * Takes epochs into a series that ascends by epoch; a newer record of the same epoch replaces the
 * older one. Returns the same array when nothing is new.
 */
export function withEpochs(series: readonly RunEpoch[], arrived: readonly RunEpoch[]): readonly RunEpoch[] {
  if (arrived.length === 0) return series
  const last = series.at(-1)?.epoch ?? 0
  const [first] = arrived
  if (arrived.length === 1 && first !== undefined && first.epoch > last) return [...series, first]
  const byEpoch = new Map([...series, ...arrived].map((epoch) => [epoch.epoch, epoch]))
  return [...byEpoch.values()].toSorted((a, b) => a.epoch - b.epoch)
}

/** Leaves epochs after `last` out. Returns the same array when there are none. */
export function upTo(series: RunEpoch[], last: number): RunEpoch[] {
  return (series.at(-1)?.epoch ?? 0) > last ? series.filter(({ epoch }) => epoch <= last) : series
}

/** True when epochs before this one are missing from the series: the stream was not open for them. */
export function leavesGap(series: readonly RunEpoch[], arrived: RunEpoch): boolean {
  return arrived.epoch > (series.at(-1)?.epoch ?? 0) + 1
}
