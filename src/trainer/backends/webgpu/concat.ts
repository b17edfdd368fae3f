import { besideShape, stackedShape } from '../shapes.ts'
import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import { copyColumnsKernel } from './shaders/rows.ts'
import type { Width } from './shaders/width.ts'

/** The parts below each other. */
export function concatRows(compute: Compute, parts: readonly GpuTensor[]): GpuTensor {
  const { rows, cols } = stackedShape(parts)
  const out = compute.tensor(rows, cols)
  let end = 0
  for (const { span, length } of parts) {
    compute.queue.copy(span, { storage: out.span.storage, offset: out.span.offset + 4 * end }, 4 * length)
    end += length
  }
  return out
}

/** The parts next to each other. */
export function concatColumns(compute: Compute, parts: readonly GpuTensor[]): GpuTensor {
  const { rows, cols } = besideShape(parts)
  const out = compute.tensor(rows, cols)
  let end = 0
  for (const part of parts) {
    copyColumns(compute, { tensor: part, start: 0 }, { tensor: out, start: end }, part.cols)
    end += part.cols
  }
  return out
}

/** Columns [start, start + cols) of x, a copy. */
export function sliceColumns(compute: Compute, x: GpuTensor, start: number, cols: number): GpuTensor {
  const out = compute.tensor(x.rows, cols)
  copyColumns(compute, { tensor: x, start }, { tensor: out, start: 0 }, cols)
  return out
}

interface Columns {
  readonly tensor: GpuTensor
  readonly start: number
}

function copyColumns({ queue }: Compute, from: Columns, to: Columns, cols: number): void {
  const sizes = [cols, from.tensor.cols, from.start, to.tensor.cols, to.start]
  const width: Width = sizes.every((size) => size % 4 === 0) ? 4 : 1
  queue.run(
    copyColumnsKernel(width),
    (from.tensor.rows * cols) / width,
    {
      width: cols / width,
      fromWidth: from.tensor.cols / width,
      fromStart: from.start / width,
      toWidth: to.tensor.cols / width,
      toStart: to.start / width,
    },
    { x: from.tensor.span, out: to.tensor.span },
  )
}
