import type { CompressedRows } from '../backend.ts'
import { placesOf, planSlices } from './ellpack-plan.ts'
import { deviceIndices, placeRows, takeRows } from './rows.ts'
import type { AnyTensor, Blocks, Matrix, TensorFlow } from './tensorflow-api.ts'

/** Bounds the rows that one slice gathers: at 64 columns of float32, 256 MB. */
const ENTRIES_PER_SLICE = 2 ** 20

interface DeviceSlice {
  readonly rows: number
  /** [rows, width, 1] */
  readonly columns: Blocks
  /** [rows, 1, width] */
  readonly weights: Blocks
}

/**
 * A sparse matrix that multiplies dense ones: per slice of rows of about the same length, it gathers the rows of
 * the dense matrix that their entries name, and multiplies small matrices in one batch.
 *
 * TensorFlow has SparseTensorDenseMatMul for this. But its CUDA version adds with atomics, in another order each
 * time, and where deterministic operations are asked for, TensorFlow 2.9 refuses: "A deterministic GPU implementation
 * of SparseTensorDenseMatmulOp is not currently available". Its segment sums refuse likewise on some platforms.
 * Gathering and batched products add in a fixed order everywhere.
 */
export class SparseProduct {
  readonly #tf: TensorFlow
  readonly #slices: readonly DeviceSlice[]
  /** The first place of each slice, its slices laid end to end. */
  readonly #starts: readonly number[]
  readonly #end: number
  readonly #places: Int32Array
  readonly #devicePlaces: AnyTensor

  /** @param entriesPerSlice bounds memory, see above */
  constructor(tf: TensorFlow, matrix: CompressedRows, entriesPerSlice = ENTRIES_PER_SLICE) {
    const { slices, places } = planSlices(matrix, entriesPerSlice)
    const starts = [0]
    for (const { rows } of slices) starts.push((starts.at(-1) ?? 0) + rows)
    this.#tf = tf
    this.#end = starts.pop() ?? 0
    this.#starts = starts
    this.#places = places
    this.#devicePlaces = deviceIndices(tf, places, [matrix.rows], this.#end + 1)
    this.#slices = slices.map(({ rows, width, columns, weights }) => ({
      rows,
      columns: deviceIndices(tf, columns, [rows, width], matrix.cols) as Blocks,
      weights: tf.tensor(weights, [rows, 1, width]) as Blocks,
    }))
  }

  /** The matrix times x, [rows, cols] of at least 1 x 1. */
  multiply(x: Matrix): Matrix {
    const products = this.#slices.map((slice) => this.#product(slice, x))
    return placeRows(this.#tf, products, this.#devicePlaces, x.shape[1])
  }

  /** Those rows of the product, at least 1 x 1. */
  multiplyRows(rows: Int32Array, x: Matrix): Matrix {
    const { slots, order } = this.#select(rows)
    const products = this.#slices.flatMap((slice, index) => {
      const wanted = slots[index] ?? []
      return wanted.length === 0 ? [] : [this.#product(this.#take(slice, wanted), x)]
    })
    const places = deviceIndices(this.#tf, placesOf(order, rows.length), [rows.length], rows.length + 1)
    return placeRows(this.#tf, products, places, x.shape[1])
  }

  dispose(): void {
    for (const { columns, weights } of this.#slices) {
      columns.dispose()
      weights.dispose()
    }
    this.#devicePlaces.dispose()
  }

  #product({ rows, columns, weights }: DeviceSlice, x: Matrix): Matrix {
    const product = this.#tf.matMul(weights, takeRows(this.#tf, x, columns))
    return this.#tf.reshape(product, [rows, x.shape[1]])
  }

  #take({ rows, columns, weights }: DeviceSlice, slots: readonly number[]): DeviceSlice {
    const indices = deviceIndices(this.#tf, Int32Array.from(slots), [slots.length], rows)
    return {
      rows: slots.length,
      columns: takeRows(this.#tf, columns, indices) as Blocks,
      weights: takeRows(this.#tf, weights, indices) as Blocks,
    }
  }

  /**
   * Which rows to take of each slice, and which of the wanted ones (by position in `rows`) these are, slice after
   * slice. Empty rows of the matrix are in no slice.
   */
  #select(rows: Int32Array): { slots: number[][]; order: number[] } {
    const slots: number[][] = this.#starts.map(() => [])
    const positions: number[][] = this.#starts.map(() => [])
    rows.forEach((row, position) => {
      const place = this.#places[row] ?? this.#end
      if (place === this.#end) return
      const slice = this.#starts.findLastIndex((start) => start <= place)
      slots[slice]?.push(place - (this.#starts[slice] ?? 0))
      positions[slice]?.push(position)
    })
    return { slots, order: positions.flat() }
  }
}
