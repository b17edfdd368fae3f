import { setImmediate as nextTurn } from 'node:timers/promises'
import { LIST_LENGTH } from '#shared/training/metrics.ts'
import type { Backend } from '../backends/backend.ts'
import type { Interactions } from '../data/interactions.ts'
import type { Embeddings } from '../models/model.ts'
import { type Evaluation, usersAtOnce } from './evaluate.ts'

export interface Ranking {
  readonly backend: Backend
  readonly embeddings: Embeddings
  /** Items that are not ranked for their users. */
  readonly training: Interactions
}

/**
 * The rank of each test interaction among all items that its user does not have in training, from 1. Equal scores are in the order of
 * the items. A rank within the user's list is its place there; a rank behind it counts the items with higher scores.
 *
 * @param pairs user, item, user, item, ...
 * @param evaluation of these pairs by this ranking
 * @returns [pairs]; 0 for an item that the user has in training as well
 * @throws whatever aborted the signal, between two blocks of users
 */
export async function testRanks(
  { backend, embeddings, training }: Ranking,
  pairs: Int32Array,
  { users, lists }: Pick<Evaluation, 'users' | 'lists'>,
  signal?: AbortSignal,
): Promise<Int32Array> {
  const ranks = new Int32Array(pairs.length / 2)
  const pairsOf = Map.groupBy(ranks.keys(), (pair) => pairs[2 * pair] ?? -1)
  const { items } = training
  const blockSize = usersAtOnce(items)
  for (let start = 0; start < users.length; start += blockSize) {
    const block = users.subarray(start, start + blockSize)
    const scores = await scoresOf(backend, embeddings, block)
    block.forEach((user, row) => {
      const own = scores.subarray(row * items, (row + 1) * items)
      const list = lists.subarray((start + row) * LIST_LENGTH, (start + row + 1) * LIST_LENGTH)
      const known = training.itemsOf(user)
      for (const pair of pairsOf.get(user) ?? []) {
        ranks[pair] = rankOf(pairs[2 * pair + 1] ?? -1, own, list, known)
      }
    })
    // Lets a command or the parent's end come through.
    await nextTurn()
    signal?.throwIfAborted()
  }
  return ranks
}

/** Row after row the score of every item: [users, items]. */
async function scoresOf(
  backend: Backend,
  { users, items }: Embeddings,
  block: Int32Array,
): Promise<Float32Array> {
  const mark = backend.mark()
  try {
    const rows = backend.gather(users, backend.uploadIndices(block))
    return await backend.read(backend.matmul(rows, items, { b: true }))
  } finally {
    backend.release(mark)
  }
}

/** @param known the user's training items */
function rankOf(item: number, scores: Float32Array, list: Int32Array, known: Int32Array): number {
  if (known.includes(item)) return 0
  const place = list.indexOf(item)
  if (place >= 0) return place + 1
  const score = scores[item] ?? Number.NaN
  const isAhead = (other: number) => {
    const value = scores[other] ?? Number.NaN
    return value > score || (value === score && other < item)
  }
  let ahead = 0
  for (let other = 0; other < scores.length; other++) if (isAhead(other)) ahead++
  for (const other of known) if (isAhead(other)) ahead--
  // Sums in another order may differ in their last bits from those that the list was made by.
  return Math.max(ahead, LIST_LENGTH) + 1
}
