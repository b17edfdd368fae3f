import type { Tensor } from '../backend.ts'
import { besideShape, stackedShape } from '../shapes.ts'
import type { Compute } from './compute.ts'

/** Backend.concatRows. */
export function concatRows({ memory }: Compute, parts: readonly Tensor[]): Tensor {
  const { rows, cols } = stackedShape(parts)
  const out = memory.tensor(rows, cols)
  const values = memory.view(out)
  let end = 0
  for (const part of parts) {
    values.set(memory.view(part), end)
    end += part.rows * cols
  }
  return out
}

/** Backend.concatColumns. */
export function concatColumns(compute: Compute, parts: readonly Tensor[]): Tensor {
  const { rows, cols } = besideShape(parts)
  const out = compute.memory.tensor(rows, cols)
  let end = 0
  for (const part of parts) {
    copyColumns(compute, { tensor: part, start: 0 }, { tensor: out, start: end }, part.cols)
    end += part.cols
  }
  return out
}

/** Backend.sliceColumns. */
export function sliceColumns(compute: Compute, x: Tensor, start: number, cols: number): Tensor {
  const out = compute.memory.tensor(x.rows, cols)
  copyColumns(compute, { tensor: x, start }, { tensor: out, start: 0 }, cols)
  return out
}

interface Columns {
  readonly tensor: Tensor
  readonly start: number
}

function copyColumns({ memory, pool, partitioner }: Compute, from: Columns, to: Columns, cols: number): void {
  const source = { x: memory.at(from.tensor), fromCols: from.tensor.cols, fromStart: from.start }
  const target = { out: memory.at(to.tensor), toCols: to.tensor.cols, toStart: to.start }
  pool.run('copyColumns', { ...source, ...target, cols }, partitioner.equal(from.tensor.rows, cols))
}
