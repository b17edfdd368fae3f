import type { Tensor, Transpose } from '../backend.ts'
import { matmulSizes } from '../shapes.ts'
import type { Compute } from './compute.ts'
import { DenseProducts, type LargeProducts } from './dense-products.ts'
import { PublicProducts } from './public-products.ts'

/** Multiplications from which on a product goes to onnxruntime: below, calling it costs more than it saves. */
const LARGE_PRODUCT = 2 ** 20
/** And what each number of the result must cost: its binding makes a copy of every result. */
const LONG_SUM = 256
/** Rows of the result that the kernel makes at a time. */
const ROWS_AT_ONCE = 6

/** Products of dense matrices, each by what is faster for it. */
export class MatrixProducts {
  readonly #compute: Compute
  /** Loaded when it is first needed; null where onnxruntime does not load, and the kernels take over. */
  #dense: LargeProducts | null | undefined

  constructor(compute: Compute) {
    this.#compute = compute
  }

  /** a b, each transposed first if asked, plus the bias [1, cols] in every row. */
  multiply(a: Tensor, b: Tensor, transpose: Transpose, bias: Tensor | null): Tensor {
    const { m, k, n } = matmulSizes(a, b, transpose)
    const large = m * k * n >= LARGE_PRODUCT && k >= LONG_SUM ? this.#loaded() : null
    const { memory, pool, partitioner } = this.#compute
    const out = memory.tensor(m, n)
    if (large !== null) {
      const inPlace = (x: Tensor) => ({ values: memory.view(x), rows: x.rows, cols: x.cols })
      const transposes = { transposeA: transpose.a === true, transposeB: transpose.b === true }
      pool.rest()
      large.multiply(inPlace(a), inPlace(b), bias && inPlace(bias), transposes, inPlace(out))
      return out
    }
    const [aRowStride, aColStride] = transpose.a ? [1, m] : [k, 1]
    const [bRowStride, bColStride] = transpose.b ? [1, k] : [n, 1]
    memory.withScratchPerThread(32 * k, (scratch) => {
      const strides = { aRowStride, aColStride, bRowStride, bColStride }
      const given = { a: memory.at(a), b: memory.at(b), ...strides, out: memory.at(out), k, n, scratch }
      pool.run('matmul', given, partitioner.equal(m, k * n, ROWS_AT_ONCE))
    })
    if (bias !== null) {
      const given = { x: memory.at(out), bias: memory.at(bias), out: memory.at(out), cols: n }
      pool.run('addBias', given, partitioner.equal(m, n))
    }
    return out
  }

  #loaded(): LargeProducts | null {
    const { threads } = this.#compute.pool
    if (this.#dense === undefined) this.#dense = DenseProducts.load(threads) ?? PublicProducts.start(threads)
    return this.#dense
  }
}
