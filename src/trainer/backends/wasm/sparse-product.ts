import { isRowTensor, type Operand, type Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import { NO_POINTER, type Pointer } from './kernels.ts'
import type { HandleMemory, WasmRows, WasmSparse } from './memory.ts'
import type { Bounds } from './partitioner.ts'

/** Share of the rows below which a neighbour is so seldom kept that a branch foresees it. */
const FEW = 1 / 16

/**
 * scale * (plus + matrix x).
 * @param rows where the list of the rows to make is; NO_POINTER for all
 */
export function sparseProduct(
  { memory, pool }: Compute,
  product: { matrix: WasmSparse; x: Operand; plus: Operand | null; scale: number },
  rows: Pointer,
  out: Tensor,
  bounds: Bounds,
): void {
  const { matrix, scale } = product
  const x = locate(memory, product.x)
  const plus = locate(memory, product.plus)
  const given = {
    ...locateMatrix(memory, matrix),
    rows,
    x: x.values,
    xPlaces: x.places,
    few: isFew(product.x),
    plus: plus.values,
    plusPlaces: plus.places,
    scale,
    out: memory.at(out),
    cols: out.cols,
  }
  pool.run('spmm', given, bounds)
}

export function locateMatrix(memory: HandleMemory, matrix: WasmSparse | null) {
  if (matrix === null) return { offsets: NO_POINTER, columns: NO_POINTER, values: NO_POINTER }
  const { offsets, columns, values } = matrix
  return { offsets: memory.at(offsets), columns: memory.at(columns), values: memory.at(values) }
}

/** Where an operand's values are and, where only some rows are kept, the rows' places. */
export function locate(memory: HandleMemory, operand: Operand | null): { values: Pointer; places: Pointer } {
  if (operand === null) return { values: NO_POINTER, places: NO_POINTER }
  if (!isRowTensor(operand)) return { values: memory.at(operand), places: NO_POINTER }
  return { values: memory.at(operand.values), places: memory.at((operand.rows as WasmRows).places) }
}

/** Whether an operand that a sparse matrix is multiplied with keeps few rows. */
export function isFew(operand: Operand | null): boolean {
  return operand !== null && isRowTensor(operand) && operand.rows.length < FEW * operand.rows.of
}
