import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import type { Kernel } from './kernel.ts'
import type { Span } from './pipelines.ts'
import { columnSumsKernel, sumKernel } from './shaders/reductions.ts'
import { powerOfTwo, type Width, widthOf } from './shaders/width.ts'

/** Terms that an invocation adds up before it is worth another workgroup. */
const TERMS = 8
/** So few partial sums that one workgroup adds them up. */
const MAX_BLOCKS = 256
/** Invocations side by side on a row of columns, at most. */
const MAX_LANES = 64

/**
 * factor * the sum of a kernel's `length` terms, 1 x 1. The kernel writes a partial sum for each workgroup; where it
 * needs several, they are added up afterwards.
 */
export function sumOfTerms<Uniform extends string, Buffer extends string>(
  { gpu, queue, tensor }: Compute,
  kernel: Kernel<Uniform | 'length' | 'factor', Buffer | 'out'>,
  length: number,
  factor: number,
  uniforms: Readonly<Record<Exclude<Uniform, 'length' | 'factor'>, number>>,
  buffers: Readonly<Record<Exclude<Buffer, 'out'>, Span>>,
): GpuTensor {
  const out = tensor(1, 1)
  const blocks = Math.min(Math.max(1, Math.ceil(length / (TERMS * gpu.limits.group))), MAX_BLOCKS)
  const run = (into: Span, scale: number) => {
    const all = { ...uniforms, length, factor: scale } as Record<Uniform | 'length' | 'factor', number>
    const spans = { ...buffers, out: into } as Record<Buffer | 'out', Span>
    queue.run(kernel, blocks, all, spans)
  }
  if (blocks === 1) {
    run(out.span, factor)
    return out
  }
  const partial = queue.scratch(4 * blocks)
  run(partial, 1)
  queue.run(sumKernel, 1, { length: blocks, factor }, { x: partial, out: out.span })
  return out
}

/** Sum over the rows: [1, cols]. */
export function columnSums(compute: Compute, x: GpuTensor): GpuTensor {
  const out = compute.tensor(1, x.cols)
  const width = widthOf(x)
  addUpRows(compute, x.span, out.span, { rows: x.rows, parts: x.cols / width, width })
  return out
}

/** Adds up rows of `parts` parts each, in as many rounds as there are rows for. */
export function addUpRows(
  compute: Compute,
  x: Span,
  out: Span,
  { rows, parts, width }: { rows: number; parts: number; width: Width },
): void {
  const { gpu, queue } = compute
  const lanes = Math.min(powerOfTwo(parts), MAX_LANES)
  const columnBlocks = Math.ceil(parts / lanes)
  const rowsPerBlock = TERMS * 2 * (gpu.limits.group / lanes)
  const rowBlocks = Math.max(1, Math.ceil(rows / rowsPerBlock))
  const into = rowBlocks === 1 ? out : queue.scratch(4 * width * rowBlocks * parts)
  queue.run(
    columnSumsKernel(width),
    rowBlocks * columnBlocks,
    { rows, width: parts, rowsPerBlock, lanes, columnBlocks },
    { x, out: into },
  )
  if (rowBlocks > 1) addUpRows(compute, into, out, { rows: rowBlocks, parts, width })
}

/** One number for each of `rows` rows, from `cols` columns: [rows, 1]. */
export function perRow<Buffer extends string>(
  { gpu, queue, tensor }: Compute,
  kernel: (width: Width) => Kernel<'rows' | 'width' | 'lanes', Buffer | 'out'>,
  rows: number,
  cols: number,
  operands: Readonly<Record<Exclude<Buffer, 'out'>, Span>>,
): GpuTensor {
  const out = tensor(rows, 1)
  const width = widthOf({ cols })
  const parts = cols / width
  const lanes = Math.min(powerOfTwo(parts), MAX_LANES)
  const blocks = Math.ceil((rows * lanes) / gpu.limits.group)
  const buffers = { ...operands, out: out.span } as Record<Buffer | 'out', Span>
  queue.run(kernel(width), blocks, { rows, width: parts, lanes }, buffers)
  return out
}
