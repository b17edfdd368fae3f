import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import type { Span } from './pipelines.ts'
import { logSumExpKernel, softmaxRowsKernel } from './shaders/softmax.ts'
import { widthOf } from './shaders/width.ts'

/** Backend.logSumExp. */
export function logSumExp({ queue, tensor }: Compute, x: GpuTensor, bias: Span | null): GpuTensor {
  const out = tensor(x.rows, 1)
  const buffers = { x: x.span, bias: bias ?? x.span, out: out.span }
  queue.run(logSumExpKernel(bias !== null), x.rows, { cols: x.cols }, buffers)
  return out
}

/** Backend.softmaxRows. */
export function softmaxRows(
  { queue, tensor }: Compute,
  x: GpuTensor,
  bias: Span | null,
  perRow: { readonly logSums: Span; readonly factors: Span },
): GpuTensor {
  const out = tensor(x.rows, x.cols)
  const width = widthOf(x)
  const buffers = { x: x.span, bias: bias ?? x.span, ...perRow, out: out.span }
  const kernel = softmaxRowsKernel(width, bias !== null)
  queue.run(kernel, out.length / width, { width: x.cols / width }, buffers)
  return out
}
