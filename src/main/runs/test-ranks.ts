import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasCode } from '#shared/error-code.ts'
import { ExpectedError } from '#shared/expected-error.ts'
import { asInt32List, asInt32Matrix, decodeNpy } from '#shared/files/npy.ts'

/** How a run ranked each test interaction. */
export interface TestRanks {
  /** User, item, user, item, ...: positions. */
  pairs: Int32Array
  /** [pairs], from 1; 0 for an item that its user has in training as well. */
  ranks: Int32Array
}

/**
 * Reads at which rank a run put each of its test interactions.
 *
 * @returns null for a run of a version that did not keep ranks
 * @throws ExpectedError BAD_INPUT when the files do not fit together
 */
export async function readTestRanks(runFolder: string, runName: string): Promise<TestRanks | null> {
  const ranked = join(runFolder, 'output', 'test_ranks.npy')
  const tested = join(runFolder, 'input', 'test.npy')
  const [rankBytes, pairBytes] = [await readIfThere(ranked), await readIfThere(tested)]
  if (rankBytes === null || pairBytes === null) return null
  const ranks = asInt32List(decodeNpy(rankBytes, ranked), ranked)
  const { rows, cols, data } = asInt32Matrix(decodeNpy(pairBytes, tested), tested)
  if (rows !== ranks.length || cols !== 2) {
    throw new ExpectedError('BAD_INPUT', `The test ranks of ‘${runName}’ are damaged; train it again.`)
  }
  return { pairs: data, ranks }
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path)
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return null
    throw error
  }
}
