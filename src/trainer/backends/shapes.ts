import {
  type AdamSlot,
  type Gradient,
  type Indices,
  isRowTensor,
  type Operand,
  type RowSet,
  type SparseMatrix,
  type Tensor,
  type Transpose,
  type Triples,
} from './backend.ts'

/** Operands of an operation do not fit each other: a mistake in a model, never in the data. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
}

const shown = (tensor: { rows: number; cols: number }) => `[${tensor.rows}, ${tensor.cols}]`

export function requireShape(operation: string, tensor: Tensor, rows: number, cols: number): void {
  if (tensor.rows !== rows || tensor.cols !== cols) {
    throw new ShapeError(`${operation}: expected [${rows}, ${cols}], got ${shown(tensor)}`)
  }
}

export function requireSameShape(operation: string, a: Tensor, b: Tensor): void {
  requireShape(operation, b, a.rows, a.cols)
}

export function requireValues(operation: string, length: number, tensor: Tensor): void {
  if (length !== tensor.rows * tensor.cols) {
    throw new ShapeError(`${operation}: ${length} values do not fill ${shown(tensor)}`)
  }
}

/** Rows and columns of an operand, all of its rows counted. */
export function shapeOf(operand: Operand): { rows: number; cols: number } {
  if (!isRowTensor(operand)) return operand
  const { rows, values } = operand
  return { rows: rows.of, cols: values.cols }
}

/** An operand's shape, and for a RowTensor that its values fit its rows. */
export function requireOperand(operation: string, operand: Operand, rows: number, cols: number): void {
  if (!isRowTensor(operand)) {
    requireShape(operation, operand, rows, cols)
    return
  }
  requireShape(operation, operand.values, operand.rows.length, cols)
  if (operand.rows.of !== rows) {
    throw new ShapeError(`${operation}: expected ${rows} rows, got rows of ${operand.rows.of}`)
  }
}

export function requireSpmm(a: SparseMatrix, x: Operand, plus: Operand | null): void {
  const { rows, cols } = shapeOf(x)
  if (a.cols !== rows) throw new ShapeError(`spmm: ${shown(a)} times ${shown({ rows, cols })}`)
  requireOperand('spmm', x, rows, cols)
  if (plus !== null) requireOperand('spmm plus', plus, a.rows, cols)
}

export function requireSpmmRows(a: SparseMatrix, rows: RowSet, x: Tensor, plus: Tensor | null): void {
  requireSpmm(a, x, plus)
  if (rows.of !== a.rows) throw new ShapeError(`spmmRows: rows of ${rows.of} from ${shown(a)}`)
}

export function requireRowsOf(x: Tensor, rows: RowSet): void {
  if (rows.of !== x.rows) throw new ShapeError(`gatherRows: rows of ${rows.of} from ${shown(x)}`)
}

/** Checks row sets. Holds a flag per row, so that a check costs no more than the set is long. */
export class RowSetCheck {
  #seen = new Uint8Array(0)

  /** @throws ShapeError unless rows are distinct and in range */
  require(rows: Int32Array, of: number): void {
    if (this.#seen.length < of) this.#seen = new Uint8Array(of)
    const seen = this.#seen
    const wrong = rows.findIndex((row) => {
      if (row < 0 || row >= of || seen[row] === 1) return true
      seen[row] = 1
      return false
    })
    for (const row of rows) seen[row] = 0
    if (wrong < 0) return
    throw new ShapeError(`uploadRows: row ${rows[wrong]} of ${of} is outside or repeated`)
  }
}

export function requireTripleLists(users: Int32Array, positives: Int32Array, negatives: Int32Array): void {
  if (users.length !== positives.length || users.length !== negatives.length) {
    throw new ShapeError(
      `uploadTriples: ${users.length} users, ${positives.length} positives, ${negatives.length} negatives`,
    )
  }
}

export function requireTriples(operation: string, x: Tensor, triples: Triples): void {
  if (x.rows !== triples.rows)
    throw new ShapeError(`${operation}: triples of ${triples.rows} rows, ${shown(x)}`)
}

/** Sizes of `a b` after the transposes: [m, k] times [k, n]. */
export function matmulSizes(a: Tensor, b: Tensor, transpose: Transpose): { m: number; k: number; n: number } {
  const [m, k] = transpose.a ? [a.cols, a.rows] : [a.rows, a.cols]
  return { m, k, n: transpose.b ? b.rows : b.cols }
}

export function requireMatmul(a: Tensor, b: Tensor, transpose: Transpose): void {
  const { m, k, n } = matmulSizes(a, b, transpose)
  const kOfB = transpose.b ? b.cols : b.rows
  if (k !== kOfB) throw new ShapeError(`matmul: [${m}, ${k}] times [${kOfB}, ${n}]`)
}

export function requireLinear(x: Tensor, weights: Tensor, bias: Tensor): void {
  requireShape('linear', bias, 1, weights.cols)
  requireMatmul(x, weights, {})
}

export function requireLogits(operation: string, x: Tensor, bias: Tensor | null): void {
  if (x.cols === 0) throw new ShapeError(`${operation}: ${shown(x)} has no columns`)
  if (bias !== null) requireShape(operation, bias, x.cols, 1)
}

export function requireWeights(x: Tensor, weights: Tensor): void {
  requireShape('squaredNorm', weights, x.rows, 1)
}

export function requireSlice(x: Tensor, start: number, rows: number): void {
  if (start < 0 || rows < 0 || start + rows > x.rows) {
    throw new ShapeError(`slice: rows ${start} to ${start + rows} of ${shown(x)}`)
  }
}

export function requireSliceColumns(x: Tensor, start: number, cols: number): void {
  if (start < 0 || cols < 0 || start + cols > x.cols) {
    throw new ShapeError(`sliceColumns: columns ${start} to ${start + cols} of ${shown(x)}`)
  }
}

/** @param along the size that all parts share */
export function requireConcat(operation: string, parts: readonly Tensor[], along: 'rows' | 'cols'): void {
  const [first, ...rest] = parts
  if (first === undefined) throw new ShapeError(`${operation}: no parts`)
  for (const part of rest) {
    if (part[along] !== first[along]) throw new ShapeError(`${operation}: ${shown(first)} and ${shown(part)}`)
  }
}

/** The shape of parts below each other. */
export function stackedShape(parts: readonly Tensor[]): { rows: number; cols: number } {
  return { rows: parts.reduce((sum, { rows }) => sum + rows, 0), cols: parts[0]?.cols ?? 0 }
}

/** The shape of parts next to each other. */
export function besideShape(parts: readonly Tensor[]): { rows: number; cols: number } {
  return { rows: parts[0]?.rows ?? 0, cols: parts.reduce((sum, { cols }) => sum + cols, 0) }
}

export function requireScatter(into: Tensor, indices: Indices, x: Tensor): void {
  requireShape('scatterAdd', x, indices.length, into.cols)
}

/** Items and width d of an attention over [n, 3 d] tokens. */
export function attentionSizes(tokens: readonly Tensor[]): { items: number; width: number } {
  const { rows = 0, cols = 0 } = tokens[0] ?? {}
  return { items: rows, width: cols / 3 }
}

export function requireAttention(tokens: readonly Tensor[], heads: number): void {
  const [first, ...rest] = tokens
  if (first === undefined) throw new ShapeError('tokenAttention: no tokens')
  for (const token of rest) requireSameShape('tokenAttention', first, token)
  const width = first.cols / 3
  if (!Number.isInteger(width / heads)) {
    throw new ShapeError(`tokenAttention: ${shown(first)} is not 3 times a width that ${heads} heads divide`)
  }
}

export function requireAdam(slot: AdamSlot, gradient: Gradient, guard: Tensor): void {
  const { rows, cols } = slot.parameter
  requireSameShape('adam', slot.parameter, slot.firstMoment)
  requireSameShape('adam', slot.parameter, slot.secondMoment)
  requireShape('adam guard', guard, 1, 1)
  const { dense, rows: some, product } = gradient
  if (dense === null && some === null && product === null) throw new ShapeError('adam: an empty gradient')
  if (dense !== null) requireShape('adam', dense, rows, cols)
  if (some !== null) requireOperand('adam', some, rows, cols)
  if (product !== null) {
    requireSpmm(product.matrix, product.x, null)
    const width = shapeOf(product.x).cols
    requireShape('adam', slot.parameter, product.matrix.rows, width)
  }
}

export function requirePairScores(
  users: Tensor,
  userRows: Int32Array,
  items: Tensor,
  itemRows: Int32Array,
): void {
  if (users.cols !== items.cols) throw new ShapeError(`pairScores: ${shown(users)} and ${shown(items)}`)
  if (userRows.length !== itemRows.length) {
    throw new ShapeError(`pairScores: ${userRows.length} users with ${itemRows.length} items`)
  }
}

export function requireTopItems(users: Tensor, items: Tensor, excluded: { offsets: Int32Array }): void {
  if (users.cols !== items.cols) throw new ShapeError(`topItems: ${shown(users)} and ${shown(items)}`)
  if (excluded.offsets.length !== users.rows + 1) {
    throw new ShapeError(`topItems: ${excluded.offsets.length - 1} lists for ${users.rows} users`)
  }
}
