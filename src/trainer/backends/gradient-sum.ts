import type { Backend, Gradient, Product, RowTensor, Tensor } from './backend.ts'
import { scaled } from './scaled.ts'

/**
 * What has flowed back to a node so far. Parts that touch only some rows, and products that nobody needs yet
 * multiplied out, are kept as they came: the optimiser takes them like that.
 */
export class GradientSum {
  readonly #backend: Backend
  #dense: Tensor | null = null
  #rows: RowTensor | null = null
  #product: Product | null = null

  constructor(backend: Backend) {
    this.#backend = backend
  }

  /** Null if nothing has flowed back. */
  get parts(): Gradient | null {
    if (this.#dense === null && this.#rows === null && this.#product === null) return null
    return { dense: this.#dense, rows: this.#rows, product: this.#product }
  }

  /** Adopts the tensor, or adds it to what is there. */
  addDense(gradient: Tensor): void {
    if (this.#dense === null) this.#dense = gradient
    else this.#backend.accumulate(this.#dense, gradient, 1)
  }

  /** Adds the tensor to what is there, and leaves it alone. */
  addCopy(gradient: Tensor): void {
    if (this.#dense === null) this.#dense = scaled(this.#backend, gradient, 1)
    else this.#backend.accumulate(this.#dense, gradient, 1)
  }

  /** Adopts the values if they are the first, unscaled; otherwise leaves them alone. */
  addRows(gradient: RowTensor, factor: number): void {
    const { rows, values } = gradient
    if (this.#rows === null) {
      this.#rows = { rows, values: factor === 1 ? values : scaled(this.#backend, values, factor) }
    } else if (this.#rows.rows === rows) {
      this.#backend.accumulate(this.#rows.values, values, factor)
    } else {
      this.#backend.accumulate(this.denseToAddTo(rows.of, values.cols), gradient, factor)
    }
  }

  addProduct(product: Product): void {
    if (this.#product === null) this.#product = product
    else this.addDense(this.#backend.spmm(product.matrix, product.x, null, product.scale))
  }

  /** All parts added up; null if nothing has flowed back. */
  toDense(): Tensor | null {
    if (this.#product !== null) {
      const { matrix, x, scale } = this.#product
      this.#product = null
      this.addDense(this.#backend.spmm(matrix, x, null, scale))
    }
    if (this.#rows !== null) {
      const { rows, values } = this.#rows
      this.#backend.accumulate(this.denseToAddTo(rows.of, values.cols), this.#rows, 1)
      this.#rows = null
    }
    return this.#dense
  }

  /** The dense part, made if need be, for what adds to it in place. */
  denseToAddTo(rows: number, cols: number): Tensor {
    this.#dense ??= this.#backend.zeros(rows, cols)
    return this.#dense
  }
}
