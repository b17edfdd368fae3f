import type { Tensor } from '../backend.ts'
import { type Compute, EXPONENTIAL_COST } from './compute.ts'
import { NO_POINTER } from './kernels.ts'

/** Backend.logSumExp. */
export function logSumExp({ memory, pool, partitioner }: Compute, x: Tensor, bias: Tensor | null): Tensor {
  const out = memory.tensor(x.rows, 1)
  const operands = { x: memory.at(x), bias: bias === null ? NO_POINTER : memory.at(bias) }
  const bounds = partitioner.equal(x.rows, EXPONENTIAL_COST * x.cols)
  pool.run('logSumExp', { ...operands, out: memory.at(out), cols: x.cols }, bounds)
  return out
}

/** Backend.softmaxRows. */
export function softmaxRows(
  { memory, pool, partitioner }: Compute,
  x: Tensor,
  bias: Tensor | null,
  logSums: Tensor,
  factors: Tensor,
): Tensor {
  const out = memory.tensor(x.rows, x.cols)
  const operands = { x: memory.at(x), bias: bias === null ? NO_POINTER : memory.at(bias) }
  const perRow = { logSums: memory.at(logSums), factors: memory.at(factors) }
  const bounds = partitioner.equal(x.rows, EXPONENTIAL_COST * x.cols)
  pool.run('softmaxRows', { ...operands, ...perRow, out: memory.at(out), cols: x.cols }, bounds)
  return out
}
