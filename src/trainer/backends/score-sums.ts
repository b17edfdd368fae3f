import type { Backend, Tensor } from './backend.ts'

/** A score for each user and item: scores[u, i] = <users[u], items[i]> + bias[i]. */
export interface ScoreTables {
  /** [b, d] */
  readonly users: Tensor
  /** [n, d] */
  readonly items: Tensor
  /** [n, 1], or nothing */
  readonly bias: Tensor | null
}

/** Bounds the scores that are in memory at once: 16 MB. */
const SCORES_AT_ONCE = 2 ** 22

export interface ScoreSums {
  /** Per user the logarithm of the sum of the exponentials of all scores: [b, 1]. */
  readonly sums: Tensor
  /** <users[u], items[i]>, [b, n], where they fit in memory at once; else null. */
  readonly scores: Tensor | null
}

/**
 * Sums that never hold more scores in memory than `scoresAtOnce`.
 * @param scoresAtOnce bounds memory, see above
 */
export function logSumOfScores(
  backend: Backend,
  { users, items, bias }: ScoreTables,
  scoresAtOnce = SCORES_AT_ONCE,
): ScoreSums {
  if (users.rows * items.rows <= scoresAtOnce) {
    const scores = backend.matmul(users, items, { b: true })
    return { sums: backend.logSumExp(scores, bias), scores }
  }
  const sums = backend.zeros(users.rows, 1)
  inBlocks(backend, users.rows, items.rows, scoresAtOnce, (start, rows) => {
    const scores = backend.matmul(backend.slice(users, start, rows), items, { b: true })
    addBlock(backend, sums, start, backend.logSumExp(scores, bias))
  })
  return { sums, scores: null }
}

export interface ScoreGradients {
  readonly users: Tensor | null
  readonly items: Tensor | null
  readonly bias: Tensor | null
}

/**
 * Gradients of `logSumOfScores`, from its result and the gradient of its sums, [b, 1]. Scores that were not kept are made
 * again. With q[u, i] = gradient[u] * softmax_i(scores[u]) they are q items, q^T users and the columns' sums of q.
 * @param wanted which of them to compute; the others are null
 */
export function logSumOfScoresBackward(
  backend: Backend,
  { users, items, bias }: ScoreTables,
  { sums, scores: kept }: ScoreSums,
  gradient: Tensor,
  wanted: { readonly [Table in keyof ScoreTables]: boolean },
  scoresAtOnce = SCORES_AT_ONCE,
): ScoreGradients {
  const wantsBias = wanted.bias && bias !== null
  const columnSums = (q: Tensor) => {
    const ones = backend.upload(new Float32Array(q.rows).fill(1), q.rows, 1)
    return backend.matmul(q, ones, { a: true })
  }
  if (kept !== null) {
    const q = backend.softmaxRows(kept, bias, sums, gradient)
    return {
      users: wanted.users ? backend.matmul(q, items) : null,
      items: wanted.items ? backend.matmul(q, users, { a: true }) : null,
      bias: wantsBias ? columnSums(q) : null,
    }
  }
  const gradients = {
    users: wanted.users ? backend.zeros(users.rows, users.cols) : null,
    items: wanted.items ? backend.zeros(items.rows, items.cols) : null,
    bias: wantsBias ? backend.zeros(items.rows, 1) : null,
  }
  inBlocks(backend, users.rows, items.rows, scoresAtOnce, (start, rows) => {
    const part = (x: Tensor) => backend.slice(x, start, rows)
    const scores = backend.matmul(part(users), items, { b: true })
    const q = backend.softmaxRows(scores, bias, part(sums), part(gradient))
    if (gradients.users !== null) addBlock(backend, gradients.users, start, backend.matmul(q, items))
    if (gradients.items !== null) {
      backend.accumulate(gradients.items, backend.matmul(q, part(users), { a: true }), 1)
    }
    if (gradients.bias !== null) backend.accumulate(gradients.bias, columnSums(q), 1)
  })
  return gradients
}

/** Work on all rows, so many at a time that their scores fit; what a block makes is freed with it. */
function inBlocks(
  backend: Backend,
  rows: number,
  items: number,
  scoresAtOnce: number,
  work: (start: number, rows: number) => void,
): void {
  const together = Math.max(1, Math.floor(scoresAtOnce / items))
  for (let start = 0; start < rows; start += together) {
    const mark = backend.mark()
    work(start, Math.min(together, rows - start))
    backend.release(mark)
  }
}

/** In place: adds the block to the rows of `into` that begin at `start`. */
function addBlock(backend: Backend, into: Tensor, start: number, block: Tensor): void {
  const list = Int32Array.from({ length: block.rows }, (_, row) => start + row)
  backend.accumulate(into, { rows: backend.uploadRows(list, into.rows), values: block }, 1)
}
