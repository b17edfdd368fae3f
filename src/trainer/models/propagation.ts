import type { Backend, Operand, RowSet, SparseMatrix, Tensor } from '../backends/backend.ts'
import { scaled } from '../backends/scaled.ts'
import type { Node, Tape } from '../backends/tape.ts'

/**
 * LightGCN's propagation with the mean over layers (He et al. 2020, equations 7 and 8, weights
 * 1 / (layers + 1)): mean of x, A x, ..., A^layers x. A must be symmetric. For use without a gradient;
 * a training step needs only some rows and takes `propagateRows`.
 */
export function propagate(backend: Backend, a: SparseMatrix, x: Tensor, layers: number): Tensor {
  return backend.spmm(a, horner(backend, a, x, layers), x, 1 / (layers + 1))
}

/**
 * `propagate` with x itself counting `weights[r]` times in row r in place of once: (weights x + A x + ... + A^layers x) /
 * (layers + 1).
 * @param weights [rows, 1]
 */
export function propagateWeighted(
  backend: Backend,
  a: SparseMatrix,
  x: Tensor,
  layers: number,
  weights: Tensor,
): Tensor {
  return backend.spmm(a, horner(backend, a, x, layers), backend.scaleRows(x, weights), 1 / (layers + 1))
}

/** `propagateWeighted` on the tape. Going back, the last product is left to the optimiser. A must be symmetric. */
export function weightedPropagation(
  tape: Tape,
  backend: Backend,
  a: SparseMatrix,
  x: Node,
  layers: number,
  weights: Tensor,
): Node {
  const scale = 1 / (layers + 1)
  return tape.record(propagateWeighted(backend, a, x.value, layers, weights), [x], (gradient) => {
    x.gradient.addProduct({ matrix: a, x: horner(backend, a, gradient, layers), scale })
    x.gradient.addDense(backend.scaleRows(gradient, scaled(backend, weights, scale)))
  })
}

/**
 * Those rows of `propagate`, on the tape: [rows, cols]. The last layer is computed for them alone, and going back, the
 * first product starts from them alone; the last one is left to the optimiser.
 *
 * The gradient of a symmetric A is the same propagation of the output's gradient.
 * @param all `propagate` of x, if it is there already
 */
export function propagateRows(
  tape: Tape,
  backend: Backend,
  a: SparseMatrix,
  x: Node,
  layers: number,
  rows: RowSet,
  all?: Tensor,
): Node {
  const scale = 1 / (layers + 1)
  const value =
    all === undefined
      ? backend.spmmRows(a, rows, horner(backend, a, x.value, layers), x.value, scale)
      : backend.gatherRows(all, rows)
  return tape.record(value, [x], (gradient) => {
    const sparse = { rows, values: gradient }
    x.gradient.addProduct({ matrix: a, x: horner(backend, a, sparse, layers), scale })
    x.gradient.addRows(sparse, scale)
  })
}

/** Vectors by layer, the first before any propagation. */
export interface LayerVectors {
  /** All of them: [rows, cols] each. */
  readonly values: readonly Tensor[]
  /** Those rows of each on the tape: [rows, cols] each. */
  rows(rows: RowSet): readonly Node[]
}

/**
 * x, A x, ..., A^layers x, which `propagate` gives the mean of. A must be symmetric. Going back, the first product starts
 * from the rows that were asked for, and the last one is left to the optimiser.
 */
export function propagateByLayer(
  tape: Tape,
  backend: Backend,
  a: SparseMatrix,
  x: Node,
  layers: number,
): LayerVectors {
  const inner = [x]
  let before = x
  for (let layer = 1; layer < layers; layer++) {
    before = tape.spmm({ matrix: a, transposed: a }, before)
    inner.push(before)
  }
  const last = backend.spmm(a, before.value, null, 1)
  const lastRows = (rows: RowSet) =>
    tape.record(backend.gatherRows(last, rows), [before], (gradient) => {
      before.gradient.addProduct({ matrix: a, x: { rows, values: gradient }, scale: 1 })
    })
  return {
    values: [...inner.map((node) => node.value), last],
    rows: (rows) => [...inner.map((node) => tape.rows(node, rows)), lastRows(rows)],
  }
}

/**
 * What is left to multiply by A once more: x + A (x + A ...). Horner's scheme needs one sparse product per
 * layer and no sum over layers afterwards.
 */
function horner<Start extends Operand>(
  backend: Backend,
  a: SparseMatrix,
  x: Start,
  layers: number,
): Start | Tensor {
  let value: Start | Tensor = x
  for (let layer = 1; layer < layers; layer++) value = backend.spmm(a, value, x, 1)
  return value
}
