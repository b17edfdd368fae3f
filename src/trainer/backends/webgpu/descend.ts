import { isRowTensor, type Operand, type Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import { GpuRows, GpuTensor, known } from './handles.ts'
import { descendKernel, descendRowsKernel } from './shaders/descend.ts'
import { quads, widthOf } from './shaders/width.ts'

/** Backend.descend. */
export function descend(
  { queue }: Compute,
  parameter: Tensor,
  gradient: Operand,
  rate: number,
  guard: GpuTensor,
): void {
  const into = { parameter: known(GpuTensor, parameter).span, guard: guard.span }
  if (!isRowTensor(gradient)) {
    const buffers = { ...into, gradient: known(GpuTensor, gradient).span }
    queue.run(descendKernel, quads(parameter.rows * parameter.cols), { rate }, buffers)
    return
  }
  const { rows, values } = gradient
  const width = widthOf(parameter)
  const parts = parameter.cols / width
  const buffers = { ...into, rows: known(GpuRows, rows).span, gradient: known(GpuTensor, values).span }
  queue.run(descendRowsKernel(width), rows.length * parts, { width: parts, rate }, buffers)
}
