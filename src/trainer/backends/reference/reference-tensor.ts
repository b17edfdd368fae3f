import type { Indices, SparseMatrix, Tensor } from '../backend.ts'

export type Values = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

export interface ReferenceTensor extends Tensor {
  readonly values: Values
}

export interface ReferenceIndices extends Indices {
  readonly values: Int32Array
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
