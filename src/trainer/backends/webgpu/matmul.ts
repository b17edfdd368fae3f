import type { Transpose } from '../backend.ts'
import type { Compute } from './compute.ts'
import type { GpuTensor } from './handles.ts'
import type { Span } from './pipelines.ts'
import { matmulKernel, matmulTile } from './shaders/matmul.ts'
import { quads } from './shaders/width.ts'
import { addUpRows } from './sums.ts'

/** Workgroups that keep a GPU of any size busy. */
const ENOUGH_BLOCKS = 64
/** Terms of a sum that are worth a workgroup of their own. */
const LEAST_DEPTH = 128

export interface Factors {
  readonly a: Span
  readonly b: Span
  readonly m: number
  readonly k: number
  readonly n: number
  readonly transpose: Transpose
  /** Floats before the first row of a, which is then not transposed. */
  readonly startOfA?: number
}

/** a b: [m, n]. */
export function matmul(
  compute: Compute,
  a: GpuTensor,
  b: GpuTensor,
  sizes: Pick<Factors, 'm' | 'k' | 'n'>,
  transpose: Transpose,
): GpuTensor {
  const out = compute.tensor(sizes.m, sizes.n)
  multiply(compute, { a: a.span, b: b.span, ...sizes, transpose }, out.span)
  return out
}

/**
 * Writes a b to `out`. A small product of long sums, such as a layer's weight gradient, would leave most of the
 * GPU idle: its sums are split into parts, which are added up afterwards in their order.
 */
export function multiply(compute: Compute, factors: Factors, out: Span): void {
  const { a, b, m, k, n, transpose, startOfA = 0 } = factors
  const tile = matmulTile(compute.gpu.limits.group)
  const tilesDown = Math.ceil(m / tile)
  const tilesAcross = Math.ceil(n / tile)
  const tiles = tilesDown * tilesAcross
  const parts = Math.max(1, Math.min(Math.floor(ENOUGH_BLOCKS / tiles), Math.floor(k / LEAST_DEPTH)))
  const partLength = 4 * quads(m * n)
  const into = parts === 1 ? out : compute.queue.scratch(4 * parts * partLength)
  compute.queue.run(
    matmulKernel(transpose.a === true, transpose.b === true),
    parts * tiles,
    { m, k, n, startOfA, tilesDown, tilesAcross, depth: Math.ceil(k / parts), partLength },
    { a, b, out: into },
  )
  if (parts > 1) addUpRows(compute, into, out, { rows: parts, parts: partLength / 4, width: 4 })
}
