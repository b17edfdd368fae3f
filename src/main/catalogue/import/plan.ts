import { setImmediate } from 'node:timers/promises'
import { SPLITS } from '#main/store/interaction-repository.ts'
import { assertNever } from '#shared/assert-never.ts'
import type { SplitStrategy } from '#shared/contract/catalogue.ts'
import type { ImportRequest } from '#shared/contract/imports.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { type InteractionLog, NO_SPLIT } from '../readers/interactions.ts'
import type { SkippedRows } from '../readers/skipped-rows.ts'
import { countBy, kCore } from './k-core.ts'
import { newestPairs } from './newest-pairs.ts'
import { leaveOneOutCounts, type Ratios, ratioCounts, splitByTime } from './split.ts'

export type PlanOptions = Pick<ImportRequest, 'minimumRating' | 'kCore' | 'split' | 'ratios' | 'seed'>

/** What of a log of interactions will stand in the data set. */
export interface DatasetPlan {
  log: InteractionLog
  /** Surviving rows of the log, by user. */
  rows: Int32Array
  /** By row of the log, an index into SPLITS. */
  splits: Uint8Array
  /** Surviving interactions by the log's item number. */
  itemInteractions: Int32Array
  /** Whether items without interactions stay. */
  keepsLonelyItems: boolean
}

/**
 * Filters and splits: repeated pairs go, then low ratings, then what is outside of the k-core. Each step over a
 * million rows takes a tenth of a second; other work gets its turn in between.
 *
 * @param file what errors and skipped rows name
 * @throws ExpectedError BAD_INPUT when the options do not fit the log or leave nothing of it
 */
export async function planDataset(
  log: InteractionLog,
  options: PlanOptions,
  file: string,
  skipped: SkippedRows,
): Promise<DatasetPlan> {
  const strategy = options.split ?? (log.hasSplit ? 'column' : 'ratio')
  checkOptions(log, options, strategy, file)
  const line = (row: number) => log.line[row] ?? 1
  let rows = newestPairs(log, (row, newest) =>
    skipped.add(
      file,
      line(row),
      `the same user and item stand on line ${line(newest)}, which ${whyKept(log.timestamp[row], log.timestamp[newest])}`,
    ),
  )
  await setImmediate()
  if (strategy === 'column') {
    rows = rows.filter((row) => {
      if (log.split[row] !== NO_SPLIT) return true
      skipped.add(file, line(row), 'this interaction has no split')
      return false
    })
  }
  const { minimumRating } = options
  if (minimumRating !== undefined)
    rows = rows.filter((row) => (log.rating[row] ?? Number.NaN) >= minimumRating)
  await setImmediate()
  rows = kCore(rows, log.user, log.item, options.kCore)
  if (rows.length === 0) {
    throw new ExpectedError('BAD_INPUT', `The filters leave nothing of ${file}.`, {
      location: { file },
      retry: 'Lower the minimum rating or the k-core.',
    })
  }
  await setImmediate()
  const itemInteractions = new Int32Array(log.items.length)
  itemInteractions.set(countBy(rows, log.item))
  return {
    log,
    rows,
    splits: splitRows(log, rows, strategy, options),
    itemInteractions,
    keepsLonelyItems: options.kCore === 1,
  }
}

function checkOptions(
  log: InteractionLog,
  options: PlanOptions,
  strategy: SplitStrategy,
  file: string,
): void {
  const refuse = (message: string) => new ExpectedError('BAD_INPUT', message, { location: { file } })
  if (strategy === 'column' && !log.hasSplit) {
    throw refuse(`${file} has no split column; choose another way to split, or say which column it is.`)
  }
  if (options.minimumRating !== undefined && !log.hasRatings) {
    throw refuse(`${file} has no rating column, so that no minimum rating can be asked for.`)
  }
  const usable = options.ratios.every((ratio) => Number.isFinite(ratio) && ratio >= 0)
  if (!usable || options.ratios[0] === 0) {
    throw refuse('The shares of the split must not be negative, and train needs one.')
  }
}

function splitRows(
  log: InteractionLog,
  rows: Int32Array,
  strategy: SplitStrategy,
  options: PlanOptions,
): Uint8Array {
  const byTime = (counts: Parameters<typeof splitByTime>[3]) =>
    splitByTime(rows, log, log.users.length, counts, options.seed)
  const ratios: Ratios = options.ratios
  switch (strategy) {
    case 'ratio':
      return byTime((n) => ratioCounts(n, ratios))
    case 'leave-one-out':
      return byTime(leaveOneOutCounts)
    case 'column':
      if (!rows.some((row) => log.split[row] === SPLITS.indexOf('train'))) {
        throw new ExpectedError('BAD_INPUT', 'The split column leaves no interaction to train on.')
      }
      return log.split
    default:
      return assertNever(strategy)
  }
}

/** Says newer only where two times say so. */
function whyKept(time: number | undefined, kept: number | undefined): string {
  const [one = Number.NaN, other = Number.NaN] = [time, kept]
  if (other > one) return 'is newer'
  return Number.isNaN(one) && !Number.isNaN(other) ? 'has a time' : 'comes later in the file'
}
