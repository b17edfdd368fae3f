import type { Indices, RowSet, SparseMatrix, Tensor, Triples } from '../backend.ts'
import { compressRows } from './compress-rows.ts'
import { placesOf } from './ellpack-plan.ts'
import { deviceIndices } from './rows.ts'
import { SparseProduct } from './sparse-product.ts'
import type { AnyTensor, Matrix, TensorFlow } from './tensorflow-api.ts'

/** Gives its memory back when the backend's stack is released. */
export interface Handle {
  dispose(): void
}

/** A name for whatever its tensor is now: in-place operations put another one in its place. */
export class TensorHandle implements Tensor, Handle {
  readonly rows: number
  readonly cols: number
  #value: Matrix

  constructor(value: Matrix) {
    this.#value = value
    this.rows = value.shape[0]
    this.cols = value.shape[1]
  }

  get value(): Matrix {
    return this.#value
  }

  replace(value: Matrix): void {
    this.#value.dispose()
    this.#value = value
  }

  dispose(): void {
    this.#value.dispose()
  }
}

export class IndicesHandle implements Indices, Handle {
  readonly length: number
  /** [length, 1]; 0 for -1. */
  readonly clipped: AnyTensor
  /** [length, 1], false for -1; null where there is none. */
  readonly present: AnyTensor | null
  readonly #tf: TensorFlow
  readonly #indices: Int32Array
  #sums: { readonly rows: number; readonly product: SparseProduct } | null = null

  constructor(tf: TensorFlow, indices: Int32Array) {
    this.#tf = tf
    this.#indices = indices.slice()
    this.length = indices.length
    const clipped = indices.map((index) => Math.max(index, 0))
    const bound = clipped.reduce((most, index) => Math.max(most, index), 0) + 1
    this.clipped = deviceIndices(tf, clipped, [indices.length], bound)
    this.present = indices.includes(-1)
      ? tf.tensor(
          Uint8Array.from(indices, (index) => (index < 0 ? 0 : 1)),
          [indices.length, 1],
          'bool',
        )
      : null
  }

  /** The matrix whose product with x, [length, cols], is each of `rows` rows' sum over its rows of x. */
  sums(rows: number): SparseProduct {
    if (this.#sums?.rows !== rows) {
      this.#sums?.product.dispose()
      const entries = {
        rows: this.#indices,
        columns: this.#indices.map((_, index) => index),
        values: new Float32Array(this.length).fill(1),
      }
      this.#sums = {
        rows,
        product: new SparseProduct(this.#tf, compressRows(entries, rows, this.length)),
      }
    }
    return this.#sums.product
  }

  dispose(): void {
    this.clipped.dispose()
    this.present?.dispose()
    this.#sums?.product.dispose()
  }
}

export class SparseHandle implements SparseMatrix, Handle {
  readonly rows: number
  readonly cols: number
  readonly entries: number
  readonly product: SparseProduct

  constructor(product: SparseProduct, { rows, cols, entries }: SparseMatrix) {
    this.product = product
    this.rows = rows
    this.cols = cols
    this.entries = entries
  }

  dispose(): void {
    this.product.dispose()
  }
}

export class RowSetHandle implements RowSet, Handle {
  readonly length: number
  readonly of: number
  readonly rows: Int32Array
  /** [length, 1] */
  readonly indices: AnyTensor
  /** Where each of `of` rows is in the set, or `length`: [of, 1]. */
  readonly places: AnyTensor

  constructor(tf: TensorFlow, rows: Int32Array, of: number) {
    this.length = rows.length
    this.of = of
    this.rows = rows.slice()
    this.indices = deviceIndices(tf, rows, [rows.length], of)
    this.places = deviceIndices(tf, placesOf(rows, of), [of], rows.length + 1)
  }

  dispose(): void {
    this.indices.dispose()
    this.places.dispose()
  }
}

export class TriplesHandle implements Triples, Handle {
  readonly length: number
  readonly rows: number
  /** [length, 1] each. */
  readonly users: AnyTensor
  readonly positives: AnyTensor
  readonly negatives: AnyTensor
  /** See `tripleSums`. */
  readonly sums: SparseProduct

  constructor(tf: TensorFlow, users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number) {
    const upload = (list: Int32Array) => deviceIndices(tf, list, [list.length], rows)
    this.length = users.length
    this.rows = rows
    this.users = upload(users)
    this.positives = upload(positives)
    this.negatives = upload(negatives)
    this.sums = tripleSums(tf, users, positives, negatives, rows)
  }

  dispose(): void {
    this.users.dispose()
    this.positives.dispose()
    this.negatives.dispose()
    this.sums.dispose()
  }
}

/**
 * The matrix that sums a margin's gradients by row. It multiplies [2 n, cols]: each triple's gradient by its user's
 * row, then each one's by its positive's row, of which the negative's is the opposite.
 */
function tripleSums(
  tf: TensorFlow,
  users: Int32Array,
  positives: Int32Array,
  negatives: Int32Array,
  rows: number,
): SparseProduct {
  const n = users.length
  const entries = {
    rows: new Int32Array(3 * n),
    columns: new Int32Array(3 * n),
    values: new Float32Array(3 * n).fill(1, 0, 2 * n).fill(-1, 2 * n),
  }
  ;[users, positives, negatives].forEach((list, part) => {
    entries.rows.set(list, part * n)
    const first = Math.min(part, 1) * n
    for (let triple = 0; triple < n; triple++) entries.columns[part * n + triple] = first + triple
  })
  return new SparseProduct(tf, compressRows(entries, rows, 2 * n))
}

// Handles are opaque to callers; these read them. One of another backend is a mistake in the program.

export function handleOf(tensor: Tensor): TensorHandle {
  if (!(tensor instanceof TensorHandle)) throw new TypeError('This tensor is of another backend.')
  return tensor
}

export function matrixOf(tensor: Tensor): Matrix {
  return handleOf(tensor).value
}

export function indicesOf(indices: Indices): IndicesHandle {
  if (!(indices instanceof IndicesHandle)) throw new TypeError('These indices are of another backend.')
  return indices
}

export function sparseOf(matrix: SparseMatrix): SparseProduct {
  if (!(matrix instanceof SparseHandle)) throw new TypeError('This matrix is of another backend.')
  return matrix.product
}

export function rowSetOf(rows: RowSet): RowSetHandle {
  if (!(rows instanceof RowSetHandle)) throw new TypeError('These rows are of another backend.')
  return rows
}

export function triplesOf(triples: Triples): TriplesHandle {
  if (!(triples instanceof TriplesHandle)) throw new TypeError('These triples are of another backend.')
  return triples
}
