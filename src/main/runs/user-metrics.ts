import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { ExpectedError } from '#shared/expected-error.ts'
import { asFloat32Matrix, asInt32List, decodeNpy } from '#shared/files/npy.ts'
import { METRIC_KEYS } from '#shared/training/metrics.ts'

/** What a run scored for each test user. */
export interface UserMetrics {
  /** Positions of the users, ascending. */
  users: Int32Array
  /** Row-major [users, METRIC_KEYS]. */
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
  if (rows !== users.length || cols !== METRIC_KEYS.length) {
    throw new ExpectedError('BAD_INPUT', `The test results of ‘${runName}’ are damaged; train it again.`)
  }
  return { users, values: data }
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

/** One metric of every user, averaged over runs that were tested on the same users. */
export function averageOverRuns(runs: readonly UserMetrics[], metric: number): Float64Array {
  const users = runs[0]?.users.length ?? 0
  return Float64Array.from({ length: users }, (_, user) => {
    let sum = 0
    for (const run of runs) sum += run.values[user * METRIC_KEYS.length + metric] ?? Number.NaN
    return sum / runs.length
  })
}
