/**
 * What a model computes with. A backend owns its memory and its parallelism; callers hold handles.
 *
 * The contract:
 * - A tensor is a float32 matrix, row after row. A vector is a matrix of one row or one column, a scalar
 *   is 1 x 1. Handles are opaque: only the backend that made one may read it.
 * - Operations are queued in order and may finish later. Nothing comes back to the caller but through
 *   `read`, which waits for what was queued before it.
 * - An operation returns a new tensor, except those that say "in place".
 * - Memory is a stack. `mark` remembers its height, `release` frees every handle made since. What was made
 *   before the first mark lives as long as the backend. A training step is: mark, compute, release.
 * - Indices are int32, non-negative and in range: callers check. An index of -1 is allowed where said.
 * - Results are deterministic: the same calls give the same bits on the same machine with the same
 *   thread count. Where rows meet in one place (`scatterAdd`), each output row has one owner, which adds in
 *   the order of the list.
 * - NaN and infinity pass through; finding them is the caller's business.
 * - Shapes that do not fit throw a ShapeError before anything is queued.
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
  zeros(rows: number, cols: number): Tensor
  /** In place: replaces all values of a tensor. */
  write(into: Tensor, values: ArrayLike<number>): void
  /** A copy of the tensor's values, row-major. */
  read(tensor: Tensor): Promise<Float32Array<ArrayBuffer>>

  mark(): Mark
  release(mark: Mark): void

  /** scale * (plus + a x): [n, m] times [m, d], plus a [n, d] or nothing. */
  spmm(a: SparseMatrix, x: Tensor, plus: Tensor | null, scale: number): Tensor
  /** a b, each transposed first if asked. */
  matmul(a: Tensor, b: Tensor, transpose?: Transpose): Tensor
  /** x + bias in every row; bias is [1, cols]. */
  addBias(x: Tensor, bias: Tensor): Tensor
  /** Sum over the rows: [1, cols]. */
  columnSums(x: Tensor): Tensor
  /** max(x, 0) */
  relu(x: Tensor): Tensor
  /** The gradient where relu's output is positive, else 0. */
  reluBackward(output: Tensor, gradient: Tensor): Tensor

  /** Rows [start, start + rows) of x. May share x's memory: do not write to it. */
  slice(x: Tensor, start: number, rows: number): Tensor
  /** Row indices[r] of x as row r; index -1 gives zeros. */
  gather(x: Tensor, indices: Indices): Tensor
  /** In place: into[indices[r]] += factor * x[r]; index -1 is passed over. */
  scatterAdd(into: Tensor, indices: Indices, x: Tensor, factor: number): void

  /** a + factor * b */
  addScaled(a: Tensor, b: Tensor, factor: number): Tensor
  /** In place: into += factor * x */
  accumulate(into: Tensor, x: Tensor, factor: number): void
  /** factor * scalar * x, the scalar a 1 x 1 tensor. */
  scaleByScalar(x: Tensor, scalar: Tensor, factor: number): Tensor
  /** factors[r] * x[r], factors [rows, 1]. */
  scaleRows(x: Tensor, factors: Tensor): Tensor
  /** Dot product of each pair of rows: [rows, 1]. */
  rowDot(a: Tensor, b: Tensor): Tensor
  /** Sum of squares: 1 x 1. */
  squaredNorm(x: Tensor): Tensor
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

  /** In place: one step of Adam, Kingma & Ba 2015, algorithm 1. */
  adam(slot: AdamSlot, gradient: Tensor, settings: AdamSettings): void
}

export interface Tensor {
  readonly rows: number
  readonly cols: number
}

export interface Indices {
  readonly length: number
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
