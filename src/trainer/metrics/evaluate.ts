import { setImmediate as nextTurn } from 'node:timers/promises'
import { LIST_LENGTH, METRIC_KEYS, type Metrics } from '#shared/training/metrics.ts'
import type { Backend, Lists } from '../backends/backend.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Embeddings } from '../models/model.ts'
import { Exposure } from './exposure.ts'
import { rankingMetrics } from './ranking.ts'

export interface Evaluation {
  /** Users with at least one held-out item, ascending. */
  readonly users: Int32Array
  /** [users, METRIC_KEYS], row after row. */
  readonly perUser: Float32Array
  /** [users, LIST_LENGTH]: the best items of each user, best first; -1 where fewer can be recommended. */
  readonly lists: Int32Array
  /** Means over these users, and what their lists are like together. */
  readonly metrics: Metrics
}

/** A block's scores should stay in a CPU's cache until they are ranked: 8 MiB, at most this many users. */
const BLOCK_SCORES = 2 * 2 ** 20
const BLOCK_USERS = 512

/** How many users are ranked at a time. */
export function usersAtOnce(items: number): number {
  return Math.max(1, Math.min(BLOCK_USERS, Math.floor(BLOCK_SCORES / items)))
}

/**
 * Ranks all items for each user with held-out items. The one masking rule, for validation and test alike:
 * a user's training items are never recommended, everything else may be (at test also the user's
 * validation items, as in RecBole and MMRec).
 *
 * @throws whatever aborted the signal, between two blocks of users
 */
export async function evaluate(
  backend: Backend,
  embeddings: Embeddings,
  heldOut: Interactions,
  training: Interactions,
  signal?: AbortSignal,
): Promise<Evaluation> {
  const users = Int32Array.from({ length: heldOut.users }, (_, user) => user).filter(
    (user) => heldOut.degreeOf(user) > 0,
  )
  const perUser = new Float32Array(users.length * METRIC_KEYS.length)
  const sums = new Float64Array(METRIC_KEYS.length)
  const allLists = new Int32Array(users.length * LIST_LENGTH)
  const exposure = new Exposure(training)
  const blockSize = usersAtOnce(heldOut.items)
  for (let start = 0; start < users.length; start += blockSize) {
    const block = users.subarray(start, start + blockSize)
    const lists = await rankBlock(backend, embeddings, block, training)
    allLists.set(lists, start * LIST_LENGTH)
    block.forEach((user, row) => {
      const padded = lists.subarray(row * LIST_LENGTH, (row + 1) * LIST_LENGTH)
      const end = padded.indexOf(-1)
      const list = end < 0 ? padded : padded.subarray(0, end)
      const values = rankingMetrics(list, heldOut.itemsOf(user))
      const at = (start + row) * METRIC_KEYS.length
      for (let key = 0; key < values.length; key++) {
        const value = values[key] ?? 0
        perUser[at + key] = value
        sums[key] = (sums[key] ?? 0) + value
      }
      exposure.add(list)
    })
    // Lets a command or the parent's end come through.
    await nextTurn()
    signal?.throwIfAborted()
  }
  const means = METRIC_KEYS.map((key, k) => [key, (sums[k] ?? 0) / users.length] as const)
  return {
    users,
    perUser,
    lists: allLists,
    metrics: { ...Object.fromEntries(means), ...exposure.metrics() },
  }
}

/** The best items for these users, LIST_LENGTH each; see Backend.topItems. */
async function rankBlock(
  backend: Backend,
  embeddings: Embeddings,
  users: Int32Array,
  training: Interactions,
): Promise<Int32Array> {
  const mark = backend.mark()
  try {
    const rows = backend.gather(embeddings.users, backend.uploadIndices(users))
    return await backend.topItems(rows, embeddings.items, itemsOfEach(users, training), LIST_LENGTH)
  } finally {
    backend.release(mark)
  }
}

function itemsOfEach(users: Int32Array, training: Interactions): Lists {
  const offsets = new Int32Array(users.length + 1)
  for (let row = 0; row < users.length; row++) {
    offsets[row + 1] = (offsets[row] ?? 0) + training.degreeOf(users[row] ?? 0)
  }
  const values = new Int32Array(offsets[users.length] ?? 0)
  let end = 0
  for (let row = 0; row < users.length; row++) {
    const user = users[row] ?? 0
    const last = training.offsets[user + 1] ?? 0
    for (let p = training.offsets[user] ?? 0; p < last; p++) values[end++] = training.columns[p] ?? 0
  }
  return { offsets, values }
}
