import { isRowTensor, type Operand, type Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import { NO_POINTER } from './kernels.ts'
import type { WasmRows } from './memory.ts'

/** Backend.descend. */
export function descend(
  { memory, pool, partitioner }: Compute,
  parameter: Tensor,
  gradient: Operand,
  rate: number,
  guard: Tensor,
): void {
  const some = isRowTensor(gradient)
  const values = some ? gradient.values : gradient
  const given = {
    parameter: memory.at(parameter),
    rows: some ? memory.at((gradient.rows as WasmRows).rows) : NO_POINTER,
    gradient: memory.at(values),
    rate,
    guard: memory.at(guard),
    cols: parameter.cols,
  }
  pool.run('descend', given, partitioner.equal(values.rows, parameter.cols))
}
