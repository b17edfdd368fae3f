import { setImmediate } from 'node:timers/promises'
import type { Reader } from '#main/store/database.ts'
import {
  type Occurrence,
  readAbsences,
  readInteractionsPerItem,
  readInteractionsPerUser,
  readRatings,
  readWordCounts,
} from '#main/store/statistics-repository.ts'
import type { Dataset, DatasetStatistics } from '#shared/contract/catalogue.ts'

/** Figures of a data set that is whole. */
export async function datasetStatistics(reader: Reader, dataset: Dataset): Promise<DatasetStatistics> {
  const perUser = readInteractionsPerUser(reader, dataset.id)
  await setImmediate()
  const perItem = readInteractionsPerItem(reader, dataset.id)
  const ratings = readRatings(reader, dataset.id)
  await setImmediate()
  const words = await readWordCounts(reader, dataset.id)
  const { items, users, interactions } = dataset.counts
  return {
    density: items * users === 0 ? 0 : interactions / (items * users),
    interactionsPerUser: histogram(perUser),
    interactionsPerItem: histogram(perItem),
    descriptionWords: histogram(words),
    ratings: ratings.map(({ value, count }) => ({ rating: value, count })),
    ...readAbsences(reader, dataset.id),
    medianInteractionsPerUser: median(perUser),
    medianInteractionsPerItem: median(perItem),
  }
}

/**
 * Counts in bins [from, to) whose width doubles: [0, 1), [1, 2), [2, 4), [4, 8), … Such counts have tails over
 * orders of magnitude, of which bins of equal width would show one bar.
 *
 * @param occurrences of whole numbers from 0, ascending
 * @returns bins from the first to the last that is not empty
 */
export function histogram(occurrences: readonly Occurrence[]): { from: number; to: number; count: number }[] {
  const counts: number[] = []
  for (const { value, count } of occurrences) {
    const bin = binOf(value)
    counts[bin] = (counts[bin] ?? 0) + count
  }
  const first = counts.findIndex((count) => count !== undefined)
  return Array.from(counts, (count, bin) => ({
    from: edge(bin),
    to: edge(bin + 1),
    count: count ?? 0,
  })).slice(Math.max(first, 0))
}

/** The first bin is for 0, the next begin at powers of two. */
function edge(bin: number): number {
  return bin === 0 ? 0 : 2 ** (bin - 1)
}

function binOf(value: number): number {
  return value < 1 ? 0 : Math.floor(Math.log2(value)) + 1
}

/** @param occurrences ascending by value; 0 where there are none */
export function median(occurrences: readonly Occurrence[]): number {
  const total = occurrences.reduce((sum, { count }) => sum + count, 0)
  if (total === 0) return 0
  return (valueAt(occurrences, Math.floor((total - 1) / 2)) + valueAt(occurrences, Math.floor(total / 2))) / 2
}

function valueAt(occurrences: readonly Occurrence[], rank: number): number {
  let passed = 0
  for (const { value, count } of occurrences) {
    passed += count
    if (passed > rank) return value
  }
  throw new RangeError(`rank ${rank} is beyond ${passed} values`)
}
