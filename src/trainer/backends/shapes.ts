import type { AdamSlot, Indices, SparseMatrix, Tensor, Transpose } from './backend.ts'

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

export function requireSpmm(a: SparseMatrix, x: Tensor, plus: Tensor | null): void {
  if (a.cols !== x.rows) throw new ShapeError(`spmm: ${shown(a)} times ${shown(x)}`)
  if (plus !== null) requireShape('spmm plus', plus, a.rows, x.cols)
}

/** Sizes of `a b` after the transposes: [m, k] times [k, n]. */
export function matmulSizes(a: Tensor, b: Tensor, transpose: Transpose): { m: number; k: number; n: number } {
  const [m, k] = transpose.a ? [a.cols, a.rows] : [a.rows, a.cols]
  const [kOfB, n] = transpose.b ? [b.cols, b.rows] : [b.rows, b.cols]
  if (k !== kOfB) throw new ShapeError(`matmul: [${m}, ${k}] times [${kOfB}, ${n}]`)
  return { m, k, n }
}

export function requireSlice(x: Tensor, start: number, rows: number): void {
  if (start < 0 || rows < 0 || start + rows > x.rows) {
    throw new ShapeError(`slice: rows ${start} to ${start + rows} of ${shown(x)}`)
  }
}

export function requireScatter(into: Tensor, indices: Indices, x: Tensor): void {
  requireShape('scatterAdd', x, indices.length, into.cols)
}

/** Items and width d of an attention over [n, 3 d] tokens. */
export function attentionSizes(tokens: readonly Tensor[], heads: number): { items: number; width: number } {
  const [first, ...rest] = tokens
  if (first === undefined) throw new ShapeError('tokenAttention: no tokens')
  for (const token of rest) requireSameShape('tokenAttention', first, token)
  const width = first.cols / 3
  if (!Number.isInteger(width / heads)) {
    throw new ShapeError(`tokenAttention: ${shown(first)} is not 3 times a width that ${heads} heads divide`)
  }
  return { items: first.rows, width }
}

export function requireAdam(slot: AdamSlot, gradient: Tensor): void {
  requireSameShape('adam', slot.parameter, gradient)
  requireSameShape('adam', slot.parameter, slot.firstMoment)
  requireSameShape('adam', slot.parameter, slot.secondMoment)
}
