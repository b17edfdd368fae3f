import { setImmediate as nextTurn } from 'node:timers/promises'
import { CUTOFFS, METRIC_KEYS, type Metrics } from '#shared/training/metrics.ts'
import type { Backend } from '../backends/backend.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Embeddings } from '../models/model.ts'
import { Exposure } from './exposure.ts'
import { rankingMetrics } from './ranking.ts'
import { topItems } from './top-items.ts'

export interface Evaluation {
  /** Users with at least one held-out item, ascending. */
  readonly users: Int32Array
  /** [users, METRIC_KEYS], row after row. */
  readonly perUser: Float32Array
  /** Means over these users, and the coverage and Gini index of their lists. */
  readonly metrics: Metrics
}

const LIST_LENGTH = Math.max(...CUTOFFS)
/** 16 MiB of scores at a time, at most this many users. */
const BLOCK_SCORES = 4 * 2 ** 20
const BLOCK_USERS = 512

/**
 * Ranks all items for each user with held-out items. The one masking rule, for validation and test alike:
 * a user's training items are never recommended, everything else may be (at test also the user's
 * validation items, as in RecBole and MMRec).
 */
export async function evaluate(
  backend: Backend,
  embeddings: Embeddings,
  heldOut: Interactions,
  training: Interactions,
): Promise<Evaluation> {
  const users = Int32Array.from({ length: heldOut.users }, (_, user) => user).filter(
    (user) => heldOut.degreeOf(user) > 0,
  )
  const perUser = new Float32Array(users.length * METRIC_KEYS.length)
  const sums = new Float64Array(METRIC_KEYS.length)
  const exposure = new Exposure(heldOut.items)
  const blockSize = Math.max(1, Math.min(BLOCK_USERS, Math.floor(BLOCK_SCORES / heldOut.items)))
  for (let start = 0; start < users.length; start += blockSize) {
    const block = users.subarray(start, start + blockSize)
    const scores = await scoreBlock(backend, embeddings, block)
    block.forEach((user, row) => {
      const own = scores.subarray(row * heldOut.items, (row + 1) * heldOut.items)
      for (const item of training.itemsOf(user)) own[item] = Number.NEGATIVE_INFINITY
      const list = topItems(own, LIST_LENGTH)
      const values = rankingMetrics(list, new Set(heldOut.itemsOf(user)))
      perUser.set(values, (start + row) * METRIC_KEYS.length)
      values.forEach((value, key) => {
        sums[key] = (sums[key] ?? 0) + value
      })
      exposure.add(list)
    })
    // Lets a stop command or the parent's end come through.
    await nextTurn()
  }
  const means = METRIC_KEYS.map((key, k) => [key, (sums[k] ?? 0) / users.length] as const)
  return { users, perUser, metrics: { ...Object.fromEntries(means), ...exposure.metrics() } }
}

/** Scores of all items for these users, [users, items]. */
async function scoreBlock(
  backend: Backend,
  embeddings: Embeddings,
  users: Int32Array,
): Promise<Float32Array> {
  const mark = backend.mark()
  const rows = backend.gather(embeddings.users, backend.uploadIndices(users))
  const scores = await backend.read(backend.matmul(rows, embeddings.items, { b: true }))
  backend.release(mark)
  return scores
}
