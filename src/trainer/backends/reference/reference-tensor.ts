import {
  type Indices,
  isRowTensor,
  type Operand,
  type RowSet,
  type SparseMatrix,
  type Tensor,
  type Triples,
} from '../backend.ts'

export type Values = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

export interface ReferenceTensor extends Tensor {
  readonly values: Values
}

export interface ReferenceIndices extends Indices {
  readonly values: Int32Array
}

export interface ReferenceRows extends RowSet {
  readonly list: Int32Array
  /** Place in `list` of each row, -1 where it is not. */
  readonly place: Int32Array
}

export interface ReferenceTriples extends Triples {
  readonly users: Int32Array
  readonly positives: Int32Array
  readonly negatives: Int32Array
}

export interface ReferenceSparse extends SparseMatrix {
  readonly offsets: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** Reads an element that the caller knows to exist. */
export function at(values: ArrayLike<number>, index: number): number {
  return values[index] ?? Number.NaN
}

export function addTo(values: Values, index: number, change: number): void {
  values[index] = at(values, index) + change
}

export function valuesOf(tensor: Tensor): Values {
  return (tensor as ReferenceTensor).values
}

export function get(tensor: Tensor, row: number, col: number): number {
  return at(valuesOf(tensor), row * tensor.cols + col)
}

/** Dot product of a row of a and one of b. */
export function dot(a: Tensor, rowOfA: number, b: Tensor, rowOfB: number): number {
  let sum = 0
  for (let col = 0; col < a.cols; col++) sum += get(a, rowOfA, col) * get(b, rowOfB, col)
  return sum
}

/** An element of an operand, a row that it does not hold being zero. */
export function getFrom(operand: Operand, row: number, col: number): number {
  if (!isRowTensor(operand)) return get(operand, row, col)
  const place = at((operand.rows as ReferenceRows).place, row)
  return place < 0 ? 0 : get(operand.values, place, col)
}

/** An element of a x. */
export function productAt(a: SparseMatrix, x: Operand, row: number, col: number): number {
  const { offsets, columns, values } = a as ReferenceSparse
  let sum = 0
  for (let k = at(offsets, row); k < at(offsets, row + 1); k++) {
    sum += at(values, k) * getFrom(x, at(columns, k), col)
  }
  return sum
}
