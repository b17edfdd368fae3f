import type { AdamSettings, AdamSlot, Gradient, Product, RowTensor, Tensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import { GpuRows, GpuSparse, GpuTensor, known } from './handles.ts'
import type { Span } from './pipelines.ts'
import { adamKernel, adamRowsKernel } from './shaders/adam.ts'
import { quads, widthOf } from './shaders/width.ts'
import { formOf, operandSpans, productCall, spmm } from './sparse-operations.ts'

/** Parameter and two moments. */
const SLOT_BUFFERS = 3

/** The parts of a gradient as one kernel takes them. */
interface Parts {
  readonly dense: readonly Tensor[]
  readonly rows: RowTensor | null
  readonly product: Product | null
}

/** One step of Adam in one call; where the device has too few buffers for it, the product is multiplied out first. */
export function adamStep(
  compute: Compute,
  slot: AdamSlot,
  gradient: Gradient,
  settings: AdamSettings,
  guard: GpuTensor,
): void {
  const parts = fitting(compute, gradient)
  const { parameter, firstMoment, secondMoment } = slot
  const uniforms = uniformsOf(settings)
  const buffers: Record<string, Span> = {
    ...Object.fromEntries(parts.dense.map((part, index) => [`dense${index}`, known(GpuTensor, part).span])),
    ...(parts.rows !== null && operandSpans(compute, 'rows', parts.rows)),
    parameter: known(GpuTensor, parameter).span,
    first: known(GpuTensor, firstMoment).span,
    second: known(GpuTensor, secondMoment).span,
    guard: guard.span,
  }
  const { queue } = compute
  const dense = parts.dense.length
  if (parts.product !== null) {
    const { matrix, x, scale } = parts.product
    const sparse = known(GpuSparse, matrix)
    const width = widthOf(parameter)
    const call = productCall(compute, sparse, parameter.cols / width)
    const inProduct = { outline: sparse.outline, pairs: sparse.pairs, ...operandSpans(compute, 'x', x) }
    const kernel = adamKernel(width, dense, parts.rows !== null, formOf(x))
    queue.run(kernel, call.blocks, { ...call.uniforms, scale, ...uniforms }, { ...inProduct, ...buffers })
  } else if (parts.rows !== null) {
    const width = widthOf(parameter)
    const count = (parameter.rows * parameter.cols) / width
    const kernel = adamKernel(width, dense, true, 'none')
    queue.run(kernel, count, { width: parameter.cols / width, ...uniforms }, buffers)
  } else {
    // Without rows, the whole is one row of groups of four.
    const count = quads(parameter.rows * parameter.cols)
    queue.run(adamKernel(4, dense, false, 'none'), count, { width: count, ...uniforms }, buffers)
  }
}

/** One step of Adam on the gradient's rows alone. */
export function adamRowsStep(
  { queue }: Compute,
  { parameter, firstMoment, secondMoment }: AdamSlot,
  { rows, values }: RowTensor,
  settings: AdamSettings,
  guard: GpuTensor,
): void {
  const width = widthOf(parameter)
  const parts = parameter.cols / width
  const buffers = {
    rows: known(GpuRows, rows).span,
    gradients: known(GpuTensor, values).span,
    parameter: known(GpuTensor, parameter).span,
    first: known(GpuTensor, firstMoment).span,
    second: known(GpuTensor, secondMoment).span,
    guard: guard.span,
  }
  queue.run(adamRowsKernel(width), rows.length * parts, { width: parts, ...uniformsOf(settings) }, buffers)
}

function uniformsOf({ learningRate, beta1, beta2, epsilon, step }: AdamSettings) {
  const rate = learningRate / (1 - beta1 ** step)
  return { beta1, beta2, epsilon, rate, correction: 1 / (1 - beta2 ** step) }
}

function fitting(compute: Compute, { dense, rows, product }: Gradient): Parts {
  const whole = dense === null ? [] : [dense]
  if (product === null) return { dense: whole, rows, product: null }
  const inProduct = formOf(product.x) === 'rows' ? 4 : 3
  const buffers = SLOT_BUFFERS + whole.length + (rows === null ? 0 : 2) + inProduct
  if (buffers <= compute.gpu.limits.storageBuffersPerKernel) return { dense: whole, rows, product }
  const multiplied = spmm(compute, product.matrix, product.x, null, product.scale)
  return { dense: [...whole, multiplied], rows, product: null }
}
