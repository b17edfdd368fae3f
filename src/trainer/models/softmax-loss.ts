import type { Backend, CompressedRows, Tensor } from '../backends/backend.ts'
import { type SparsePair, uploadSparsePair } from '../backends/sparse-pair.ts'
import type { Node, Tape } from '../backends/tape.ts'

/** Which items are right for which users, each pair with its weight. */
export interface Targets {
  /** [users, items], the pairs' weights. */
  readonly pairs: SparsePair
  /** The sum of each user's weights: [users, 1]. */
  readonly totals: Tensor
}

/** @param pairs [users, items], the pairs' weights */
export function uploadTargets(backend: Backend, pairs: CompressedRows): Targets {
  const totals = Float32Array.from({ length: pairs.rows }, (_, user) =>
    pairs.values
      .subarray(pairs.offsets[user], pairs.offsets[user + 1])
      .reduce((sum, value) => sum + value, 0),
  )
  return { pairs: uploadSparsePair(backend, pairs), totals: backend.upload(totals, pairs.rows, 1) }
}

export interface ScoreNodes {
  /** [users, d] */
  readonly users: Node
  /** [items, d] */
  readonly items: Node
  /** [items, 1], or nothing */
  readonly bias: Node | null
}

/**
 * Cross-entropy over all items: the sum over the pairs (u, i) of -weight log softmax_i(s_u), with the scores
 * s_ui = <users[u], items[i]> + bias[i]: 1 x 1.
 *
 * As log softmax_i(s_u) = s_ui - log sum_j exp(s_uj), it is one logarithm per user and a sparse sum of scores.
 */
export function softmaxLoss(
  tape: Tape,
  backend: Backend,
  { users, items, bias }: ScoreNodes,
  { pairs, totals }: Targets,
): Node {
  const all = tape.weightedSum(tape.logSumOfScores(users, items, bias), totals)
  const ones = backend.upload(new Float32Array(totals.rows).fill(1), totals.rows, 1)
  const dots = tape.rowDot(users, tape.spmm(pairs, items))
  const right = bias === null ? dots : tape.addScaled(dots, tape.spmm(pairs, bias), 1)
  return tape.addScaled(all, tape.weightedSum(right, ones), -1)
}

/**
 * InfoNCE within a batch (van den Oord et al. 2018, equation 4): the mean over r of -log softmax_r of <a[r], b[j]> /
 * temperature over all rows j of b. Both are [n, d]; for cosines, normalise their rows first. 1 x 1.
 * @param counts how often each row stands in the batch, at least once: the loss is that of a batch in which it is
 * repeated, and costs what the distinct rows cost
 */
export function inBatchContrast(
  tape: Tape,
  backend: Backend,
  a: Node,
  b: Node,
  temperature: number,
  counts: Float32Array = new Float32Array(a.value.rows).fill(1),
): Node {
  const { rows } = a.value
  const total = counts.reduce((sum, count) => sum + count, 0)
  const repeated = total > rows ? tape.constant(backend.upload(counts.map(Math.log), rows, 1)) : null
  const scaled = tape.scale(a, 1 / temperature)
  const losses = tape.addScaled(tape.logSumOfScores(scaled, b, repeated), tape.rowDot(scaled, b), -1)
  const shares = counts.map((count) => count / total)
  return tape.weightedSum(losses, backend.upload(shares, rows, 1))
}
