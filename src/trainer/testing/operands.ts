import fc from 'fast-check'
import type {
  Backend,
  CompressedRows,
  Indices,
  Lists,
  RowSet,
  RowTensor,
  SparseMatrix,
  Tensor,
  Triples,
} from '../backends/backend.ts'
import { Rng } from '../data/rng.ts'

/** Sizes of one case: rows, inner size, columns (wide enough for every SIMD block and its remainder). */
export interface Sizes {
  readonly n: number
  readonly k: number
  readonly d: number
  readonly seed: number
}

export const sizes: fc.Arbitrary<Sizes> = fc.record({
  n: fc.integer({ min: 1, max: 13 }),
  k: fc.integer({ min: 1, max: 11 }),
  d: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constantFrom(32, 64, 68, 96)),
  seed: fc.nat(1000),
})

/** Operands of a case, the same on every backend. */
export class Operands {
  readonly backend: Backend
  readonly sizes: Sizes
  readonly #rng: Rng

  constructor(backend: Backend, sizes: Sizes) {
    this.backend = backend
    this.sizes = sizes
    this.#rng = new Rng(sizes.seed, 'parity')
  }

  tensor(rows: number, cols: number): Tensor {
    const values = Float32Array.from({ length: rows * cols }, () => this.#rng.uniform(-2, 2))
    return this.backend.upload(values, rows, cols)
  }

  /** Integers from -2 to 2. */
  integers(length: number): Float32Array {
    return Float32Array.from({ length }, () => this.#rng.below(5) - 2)
  }

  /** Row indices below `bound`, or -1. */
  indices(length: number, bound: number): Indices {
    return this.backend.uploadIndices(Int32Array.from({ length }, () => this.#rng.below(bound + 1) - 1))
  }

  /** Some distinct rows below `of`, in any order. */
  rows(of: number): RowSet {
    const all = Int32Array.from({ length: of }, (_, row) => row)
    this.#rng.shuffle(all)
    return this.backend.uploadRows(all.subarray(0, this.#rng.below(of + 1)), of)
  }

  rowTensor(of: number, cols: number): RowTensor {
    const rows = this.rows(of)
    return { rows, values: this.tensor(rows.length, cols) }
  }

  triples(length: number, rows: number): Triples {
    const list = () => Int32Array.from({ length }, () => this.#rng.below(rows))
    return this.backend.uploadTriples(list(), list(), list(), rows)
  }

  /** Ascending items below `of` per user, often none, sometimes all. */
  lists(users: number, of: number): Lists {
    const offsets = [0]
    const values: number[] = []
    for (let user = 0; user < users; user++) {
      const share = this.#rng.below(4)
      for (let item = 0; item < of; item++) if (this.#rng.below(3) < share) values.push(item)
      offsets.push(values.length)
    }
    return { offsets: Int32Array.from(offsets), values: Int32Array.from(values) }
  }

  /** `count` rows below `of`, with repeats. */
  rowList(count: number, of: number): Int32Array {
    return Int32Array.from({ length: count }, () => this.#rng.below(of))
  }

  sparse(rows: number, cols: number): SparseMatrix {
    return this.backend.uploadSparse(this.compressedRows(rows, cols))
  }

  /** A third of the entries. */
  compressedRows(rows: number, cols: number): CompressedRows {
    const offsets = [0]
    const columns: number[] = []
    const values: number[] = []
    for (let row = 0; row < rows; row++) {
      for (let col = 0; col < cols; col++) {
        if (this.#rng.below(3) > 0) continue
        columns.push(col)
        values.push(this.#rng.uniform(-1, 1))
      }
      offsets.push(columns.length)
    }
    return {
      rows,
      cols,
      offsets: Int32Array.from(offsets),
      columns: Int32Array.from(columns),
      values: Float32Array.from(values),
    }
  }
}
