import type { RowTensor } from '../backend.ts'
import type { Compute } from './compute.ts'
import { type GpuIndices, GpuRows, GpuTensor, type GpuTriples, known } from './handles.ts'
import { distinctInverseLists, inverseLists } from './inverse-lists.ts'
import type { Span } from './pipelines.ts'
import { tripleMarginsKernel } from './shaders/reductions.ts'
import { accumulateRowsKernel, scatterAddKernel, tripleMarginsBackwardKernel } from './shaders/rows.ts'
import { widthOf } from './shaders/width.ts'
import { perRow } from './sums.ts'

/** In place: into[indices[r]] += factor * x[r]. */
export function scatterAdd(
  compute: Compute,
  into: GpuTensor,
  indices: GpuIndices,
  x: GpuTensor,
  factor: number,
): void {
  const { span, rows } = inverseOfIndices(compute, indices)
  const width = widthOf(x)
  const parts = x.cols / width
  compute.queue.run(
    scatterAddKernel(width),
    rows * parts,
    { width: parts, rows, factor },
    { x: x.span, inverse: span, into: into.span },
  )
}

/** In place: into += factor * x. */
export function accumulateRows(
  { queue }: Compute,
  into: GpuTensor,
  { rows, values }: RowTensor,
  factor: number,
): void {
  const width = widthOf(into)
  const parts = into.cols / width
  queue.run(
    accumulateRowsKernel(width),
    rows.length * parts,
    { width: parts, factor },
    { x: known(GpuTensor, values).span, rows: known(GpuRows, rows).span, into: into.span },
  )
}

/** Per triple <x[user], x[positive] - x[negative]>: [triples, 1]. */
export function tripleMargins(compute: Compute, x: GpuTensor, triples: GpuTriples): GpuTensor {
  const operands = { x: x.span, triples: triples.span }
  return perRow(compute, tripleMarginsKernel, triples.length, x.cols, operands)
}

export function tripleMarginsBackward(
  compute: Compute,
  x: GpuTensor,
  triples: GpuTriples,
  gradient: GpuTensor,
): GpuTensor {
  const out = compute.tensor(x.rows, x.cols)
  const width = widthOf(x)
  compute.queue.run(
    tripleMarginsBackwardKernel(width),
    out.length / width,
    { width: x.cols / width, rows: x.rows },
    {
      x: x.span,
      triples: triples.span,
      inverse: inverseOfTriples(compute, triples),
      gradient: gradient.span,
      out: out.span,
    },
  )
  return out
}

function inverseOfIndices({ queue }: Compute, indices: GpuIndices): { span: Span; rows: number } {
  if (indices.inverse !== null) return indices.inverse
  const { rows, ends, places } = distinctInverseLists(indices.values)
  const packed = joined(rows, ends, places)
  const span = indices.hold(queue.pool.acquire(packed.byteLength))
  queue.write(span, packed)
  indices.inverse = { span, rows: rows.length }
  return indices.inverse
}

function inverseOfTriples({ queue }: Compute, triples: GpuTriples): Span {
  if (triples.inverse !== null) return triples.inverse
  const { ends, places } = inverseLists(triples.values, triples.rows)
  const packed = joined(ends, places)
  const span = triples.hold(queue.pool.acquire(packed.byteLength))
  queue.write(span, packed)
  triples.inverse = span
  return span
}

function joined(...lists: readonly Uint32Array[]): Uint32Array {
  const all = new Uint32Array(lists.reduce((length, list) => length + list.length, 0))
  let end = 0
  for (const list of lists) {
    all.set(list, end)
    end += list.length
  }
  return all
}
