import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExpectedError } from '#shared/expected-error.ts'
import { asFloat32Matrix, asInt32List, decodeNpy } from '#shared/files/npy.ts'
import { keysOfColumns, type MetricKey } from '#shared/training/metrics.ts'

/** What a run scored for each test user. */
export interface UserMetrics {
  /** Positions of the users, ascending. */
  users: Int32Array
  /** What the run's version measured: fewer than METRIC_KEYS for an older one. */
  keys: readonly MetricKey[]
  /** Row-major [users, keys]. */
  values: Float32Array
}

/**
 * Reads a run's own test results per user.
 *
 * @throws ExpectedError NOT_FOUND when the files are gone, BAD_INPUT when they do not fit together
 */
export async function readUserMetrics(runFolder: string, runName: string): Promise<UserMetrics> {
  const users = asInt32List(...(await readArray(runFolder, 'test_users.npy', runName)))
  const { rows, cols, data } = asFloat32Matrix(...(await readArray(runFolder, 'test_metrics.npy', runName)))
  const keys = keysOfColumns(cols)
  if (rows !== users.length || keys === null) {
    throw new ExpectedError('BAD_INPUT', `The test results of ‘${runName}’ are damaged; train it again.`)
  }
  return { users, keys, values: data }
}

async function readArray(runFolder: string, name: string, runName: string) {
  const path = join(runFolder, 'output', name)
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new ExpectedError(
      'NOT_FOUND',
      `The test results of ‘${runName}’ per user are gone; train it again to compare it.`,
      { cause },
    )
  })
  return [decodeNpy(bytes, path), path] as const
}

export function sameUsers(a: UserMetrics, b: UserMetrics): boolean {
  return a.users.length === b.users.length && a.users.every((user, index) => user === b.users[index])
}

/** The metrics that all of these runs have, in the order of METRIC_KEYS. */
export function commonKeys(runs: readonly UserMetrics[]): MetricKey[] {
  const [first, ...others] = runs
  return (first?.keys ?? []).filter((key) => others.every(({ keys }) => keys.includes(key)))
}

/** One metric of every user, averaged over runs that were tested on the same users; NaN where a run lacks it. */
export function averageOverRuns(runs: readonly UserMetrics[], key: MetricKey): Float64Array {
  const columns = runs.map(({ keys }) => keys.indexOf(key))
  const users = runs[0]?.users.length ?? 0
  return Float64Array.from({ length: users }, (_, user) => {
    let sum = 0
    runs.forEach(({ keys, values }, place) => {
      const column = columns[place] ?? -1
      sum += column < 0 ? Number.NaN : (values[user * keys.length + column] ?? Number.NaN)
    })
    return sum / runs.length
  })
}
