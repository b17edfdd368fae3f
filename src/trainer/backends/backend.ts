/**
 * What a model computes with. A backend owns its memory and its parallelism; callers hold handles.
 *
 * The contract:
 * - A tensor is a float32 matrix, row after row. A vector is a matrix of one row or one column, a scalar
 *   is 1 x 1. Handles are opaque: only the backend that made one may read it.
 * - Operations are queued in order and may finish later. Nothing comes back to the caller but through
 *   `read`, `topItems` and `pairScores`, which see what was queued before them and nothing that is queued after: their
 *   operands may be overwritten or released at once.
 * - An operation returns a new tensor, except those that say "in place".
 * - Memory is a stack. `mark` remembers its height, `release` frees every handle made since. What was made
 *   before the first mark lives as long as the backend. A training step is: mark, compute, release.
 * - Indices are int32, non-negative and in range: callers check. An index of -1 is allowed where said.
 * - Results are deterministic: the same calls give the same bits on the same machine with the same
 *   thread count. Where rows meet in one place (`scatterAdd`, `tripleMarginsBackward`), each output row has one
 *   owner, which adds in the order of the list.
 * - NaN and infinity pass through; finding them is the caller's business.
 * - Shapes that do not fit throw a ShapeError before anything is queued: CheckedBackend, which every backend is wrapped
 *   in, checks them, and a backend relies on it.
 * - What a step touches only in part stays small: a RowTensor is a large matrix that is zero outside some
 *   rows, and is never spread out. `adam` takes a gradient in the parts that it came in.
 * - When the device is lost or its memory is used up, `read`, `topItems` and `pairScores` reject with a TrainingFailure.
 *
 * Every backend passes parity.test.ts against the reference.
 */
export interface Backend {
  readonly name: string
  /** What computes, as a person would name it. */
  readonly device: string

  /** Copies row-major values to a new tensor. */
  upload(values: ArrayLike<number>, rows: number, cols: number): Tensor
  uploadIndices(values: Int32Array): Indices
  uploadSparse(matrix: CompressedRows): SparseMatrix
  /** @param rows distinct, each below `of` */
  uploadRows(rows: Int32Array, of: number): RowSet
  /** Three lists of one length: rows of a matrix with `rows` rows. */
  uploadTriples(users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number): Triples
  zeros(rows: number, cols: number): Tensor
  /** In place: replaces all values of a tensor. */
  write(into: Tensor, values: ArrayLike<number>): void
  /** A copy of the tensor's values, row-major. */
  read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>>

  mark(): Mark
  release(mark: Mark): void

  /** scale * (plus + a x): [n, m] times [m, d], plus a [n, d] or nothing. */
  spmm(a: SparseMatrix, x: Operand, plus: Operand | null, scale: number): Tensor
  /** Those rows of scale * (plus + a x): [rows, d]. */
  spmmRows(a: SparseMatrix, rows: RowSet, x: Tensor, plus: Tensor | null, scale: number): Tensor
  /** a b, each transposed first if asked. */
  matmul(a: Tensor, b: Tensor, transpose?: Transpose): Tensor
  /** x weights, plus the bias [1, cols] in every row. */
  linear(x: Tensor, weights: Tensor, bias: Tensor): Tensor
  /** Sum over the rows: [1, cols]. */
  columnSums(x: Tensor): Tensor
  /** max(x, 0) */
  relu(x: Tensor): Tensor
  /** The gradient where relu's output is positive, else 0. */
  reluBackward(output: Tensor, gradient: Tensor): Tensor
  /** 1 / (1 + exp(-x)) */
  sigmoid(x: Tensor): Tensor
  /** gradient * output * (1 - output), for sigmoid's output. */
  sigmoidBackward(output: Tensor, gradient: Tensor): Tensor
  tanh(x: Tensor): Tensor
  /** gradient * (1 - output^2), for tanh's output. */
  tanhBackward(output: Tensor, gradient: Tensor): Tensor

  /** Rows [start, start + rows) of x. May share x's memory: do not write to it. */
  slice(x: Tensor, start: number, rows: number): Tensor
  /** Those rows of x: [rows, cols]. */
  gatherRows(x: Tensor, rows: RowSet): Tensor
  /** Row indices[r] of x as row r; index -1 gives zeros. */
  gather(x: Tensor, indices: Indices): Tensor
  /** In place: into[indices[r]] += factor * x[r]; index -1 is passed over. */
  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void
  /** The parts below each other, [n, cols] each: [sum of n, cols]. At least one part. */
  concatRows(parts: readonly Tensor[]): Tensor
  /** The parts next to each other, [rows, d] each: [rows, sum of d]. At least one part. */
  concatColumns(parts: readonly Tensor[]): Tensor
  /** Columns [start, start + cols) of x, a copy: [rows, cols]. */
  sliceColumns(x: Tensor, start: number, cols: number): Tensor

  /** a + factor * b */
  addScaled(a: Tensor, b: Tensor, factor: number): Tensor
  /** Products element by element; a and b of one shape. */
  multiply(a: Tensor, b: Tensor): Tensor
  /** In place: into += factor * x */
  accumulate(into: Tensor, x: Operand, factor: number): void
  /** factor * scalar * x, the scalar a 1 x 1 tensor. */
  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor
  /** factors[r] * x[r], factors [rows, 1]. */
  scaleRows(x: Tensor, factors: Tensor): Tensor
  /** Dot product of each pair of rows: [rows, 1]. */
  rowDot(a: Tensor, b: Tensor): Tensor
  /** 1 / |x[r]|, or 0 for a row of length 1e-12 or less: [rows, 1]. */
  inverseNorms(x: Tensor): Tensor
  /** Per row log sum_c exp(x[r, c] + bias[c]), bias [cols, 1] or nothing: [rows, 1]. At least one column. */
  logSumExp(x: Tensor, bias: Tensor | null): Tensor
  /**
   * factors[r] * exp(x[r, c] + bias[c] - logSums[r]), with logSums as logSumExp gives them: the softmax of each row, times
   * a factor. logSums and factors are [rows, 1], the result has the shape of x.
   */
  softmaxRows(x: Tensor, bias: Tensor | null, logSums: Tensor, factors: Tensor): Tensor
  /** Per triple <x[user], x[positive] - x[negative]>: [triples, 1]. */
  tripleMargins(x: Tensor, triples: Triples): Tensor
  /** Gradient of tripleMargins by x, from its gradient [triples, 1]. */
  tripleMarginsBackward(x: Tensor, triples: Triples, gradient: Tensor): Tensor
  /** Sum over the rows of weights[r] * |x[r]|^2, weights [rows, 1]: 1 x 1. */
  squaredNorm(x: Tensor, weights: Tensor): Tensor
  /** Gradient of squaredNorm by x, from its 1 x 1 gradient. */
  squaredNormBackward(x: Tensor, weights: Tensor, gradient: Tensor): Tensor
  /** -mean log sigma(scale * x): 1 x 1. */
  logSigmoidLoss(x: Tensor, scale: number): Tensor
  /** d logSigmoidLoss / dx times the 1 x 1 gradient: the shape of x. */
  logSigmoidLossBackward(x: Tensor, scale: number, gradient: Tensor): Tensor

  /**
   * Self-attention over each item's tokens, averaged over the querying tokens. One matrix [n, 3 d] per
   * token, query, key and value next to each other; result [n, d]. d is a multiple of `heads`.
   * Per head: softmax(q k^T / sqrt(d / heads)) v, Vaswani et al. 2017, equation 1.
   */
  tokenAttention(tokens: readonly Tensor[], heads: number): Tensor
  /** Gradients of tokenAttention: one [n, 3 d] per token. */
  tokenAttentionBackward(tokens: readonly Tensor[], heads: number, gradient: Tensor): Tensor[]

  /**
   * In place: one step of Adam, Kingma & Ba 2015, algorithm 1.
   * @param guard a 1 x 1 tensor; unless it is finite, everything stays as it is
   */
  adam(slot: AdamSlot, gradient: Gradient, settings: AdamSettings, guard: Tensor): void
  /**
   * In place: what `adam` does, on the gradient's rows alone; the other rows and their moments stay as they are.
   * @param guard a 1 x 1 tensor; unless it is finite, everything stays as it is
   */
  adamRows(slot: AdamSlot, gradient: RowTensor, settings: AdamSettings, guard: Tensor): void
  /**
   * In place: parameter -= rate * gradient, on the gradient's rows alone if it has only some.
   * @param guard a 1 x 1 tensor; unless it is finite, everything stays as it is
   */
  descend(parameter: Tensor, gradient: Operand, rate: number, guard: Tensor): void

  /**
   * Per row of `users` [b, d], the indices of the `count` rows of `items` [n, d] with the greatest dot
   * product, best first, equal ones in order of the index: `count` numbers per user, row after row. Excluded
   * items do not appear, nor does a NaN score; where too few are left, -1 fills the list.
   */
  topItems(users: Tensor, items: Tensor, excluded: Lists, count: number): Promise<Int32Array>

  /**
   * Per pair r the dot product of row userRows[r] of `users` with row itemRows[r] of `items`: [pairs]. `users` and
   * `items` may be one tensor.
   */
  pairScores(users: Tensor, userRows: Int32Array, items: Tensor, itemRows: Int32Array): Promise<Float32Array>

  /** Ends threads and gives back what the operating system or the device lent. No handle is good afterwards. */
  dispose(): Promise<void>
}

export interface Tensor {
  readonly rows: number
  readonly cols: number
}

export interface Indices {
  readonly length: number
}

/** Some distinct rows of a matrix that has `of` rows. */
export interface RowSet {
  readonly length: number
  readonly of: number
}

/** A matrix of `rows.of` rows that is zero outside `rows`; row r of `values` is its row rows[r]. */
export interface RowTensor {
  readonly rows: RowSet
  /** [rows.length, cols] */
  readonly values: Tensor
}

export type Operand = Tensor | RowTensor

/** A matrix that nobody has multiplied out yet: scale * matrix x. */
export interface Product {
  readonly matrix: SparseMatrix
  readonly x: Operand
  readonly scale: number
}

/** The sum of its parts, at least one of them, all of the parameter's shape. */
export interface Gradient {
  readonly dense: Tensor | null
  readonly rows: RowTensor | null
  readonly product: Product | null
}

/** Triples (user, positive, negative) of rows of one matrix. */
export interface Triples {
  readonly length: number
  /** Rows of the matrix. */
  readonly rows: number
}

/** One list of integers per row: row r holds `values[offsets[r]]` to `values[offsets[r + 1] - 1]`. */
export interface Lists {
  readonly offsets: Int32Array
  readonly values: Int32Array
}

export interface SparseMatrix {
  readonly rows: number
  readonly cols: number
  readonly entries: number
}

/** A compressed sparse row matrix in plain arrays: row r holds entries offsets[r] to offsets[r + 1]. */
export interface CompressedRows {
  readonly rows: number
  readonly cols: number
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

export function isRowTensor(operand: Operand): operand is RowTensor {
  return typeof operand.rows === 'object'
}

/** A height of the memory stack, in handles. */
export interface Mark {
  readonly height: number
}

export interface Transpose {
  readonly a?: boolean
  readonly b?: boolean
}

export interface AdamSlot {
  readonly parameter: Tensor
  readonly firstMoment: Tensor
  readonly secondMoment: Tensor
}

export interface AdamSettings {
  readonly learningRate: number
  readonly beta1: number
  readonly beta2: number
  readonly epsilon: number
  /** Steps of this parameter including this one, from 1. */
  readonly step: number
}
