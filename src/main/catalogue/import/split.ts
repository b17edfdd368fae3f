import { SPLITS } from '#main/store/interaction-repository.ts'
import { seededRandom } from '../random.ts'
import { eachGroup, rowsByKey, timeOrOldest } from './by-key.ts'

const TRAIN = SPLITS.indexOf('train')
const VALIDATION = SPLITS.indexOf('validation')
const TEST = SPLITS.indexOf('test')

export type Ratios = readonly [train: number, validation: number, test: number]

/**
 * How many of a user's `n` interactions go to train, validation and test. Shares are rounded down in favour
 * of train; a share of less than one interaction still gets one, the test set first, while train keeps one
 * (the rule of RecBole's ratio split, `Dataset._calcu_split_ids`).
 */
export function ratioCounts(n: number, ratios: Ratios): [train: number, validation: number, test: number] {
  const sum = ratios[0] + ratios[1] + ratios[2]
  const share = (ratio: number) => (ratio / sum) * n
  // 0.1 * 30 is a little more than 3, and 0.3 * 10 could be a little less.
  const whole = (ratio: number) => Math.floor(share(ratio) + 1e-9)
  const atLeastOne = (ratio: number) => share(ratio) > 0 && whole(ratio) === 0
  let validation = whole(ratios[1])
  let test = whole(ratios[2])
  let train = n - validation - test
  if (train > 1 && atLeastOne(ratios[2])) {
    test++
    train--
  }
  if (train > 1 && atLeastOne(ratios[1])) {
    validation++
    train--
  }
  return [train, validation, test]
}

/** The last of a user's interactions is for test, the one before for validation, where there are as many. */
export function leaveOneOutCounts(n: number): [train: number, validation: number, test: number] {
  return [n - (n > 1 ? 1 : 0) - (n > 2 ? 1 : 0), n > 2 ? 1 : 0, n > 1 ? 1 : 0]
}

export interface TimedInteractions {
  user: Int32Array
  /** NaN where there is none. */
  timestamp: Float64Array
}

/**
 * Splits every user's interactions by age: train are the oldest, test the newest. What has no time comes
 * first, and what is equally old has a random order that `seed` decides.
 *
 * @param rows interactions, as indexes into the columns
 * @param users how many users there are
 * @param counts how a user's n interactions are dealt out; sums to n
 * @returns by index into the columns an index into SPLITS; only set for `rows`
 */
export function splitByTime(
  rows: Int32Array,
  { user, timestamp }: TimedInteractions,
  users: number,
  counts: (n: number) => readonly [number, number, number],
  seed: number,
): Uint8Array {
  const random = seededRandom(seed)
  const tie = new Float64Array(user.length)
  for (const row of rows) tie[row] = random()
  const splits = new Uint8Array(user.length)
  for (const own of eachGroup(rowsByKey(rows, user, users))) {
    own.sort((a, b) => {
      const [timeA, timeB] = [timeOrOldest(timestamp[a]), timeOrOldest(timestamp[b])]
      return timeA === timeB ? (tie[a] ?? 0) - (tie[b] ?? 0) : timeA < timeB ? -1 : 1
    })
    const [train, validation] = counts(own.length)
    own.forEach((row, rank) => {
      splits[row] = rank < train ? TRAIN : rank < train + validation ? VALIDATION : TEST
    })
  }
  return splits
}
