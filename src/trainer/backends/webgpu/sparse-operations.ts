import { type CompressedRows, isRowTensor, type Operand, type RowSet, type SparseMatrix } from '../backend.ts'
import { shapeOf } from '../shapes.ts'
import type { Compute } from './compute.ts'
import { GpuRows, GpuSparse, GpuTensor, known } from './handles.ts'
import type { Span } from './pipelines.ts'
import { placesKernel } from './shaders/rows.ts'
import { type Form, LONG_ROW } from './shaders/sparse-product.ts'
import { spmmKernel } from './shaders/spmm.ts'
import { powerOfTwo, widthOf } from './shaders/width.ts'

export function uploadSparse({ queue, handles }: Compute, matrix: CompressedRows): GpuSparse {
  const { rows, columns, values } = matrix
  const offsets = matrix.offsets.slice()
  const long = longRows(offsets, rows, (place) => place)
  const outline = new Int32Array(rows + 1 + long.length)
  outline.set(offsets)
  outline.set(long, rows + 1)
  const pairs = new Int32Array(2 * columns.length)
  const pairValues = new Float32Array(pairs.buffer)
  for (let k = 0; k < columns.length; k++) {
    pairs[2 * k] = columns[k] ?? 0
    pairValues[2 * k + 1] = values[k] ?? 0
  }
  const [outlineStorage, pairsStorage] = [outline, pairs].map((list) => queue.pool.acquire(list.byteLength))
  if (outlineStorage === undefined || pairsStorage === undefined)
    throw new Error('Two lists have two buffers.')
  const sparse = handles.push(new GpuSparse(matrix, offsets, long.length, outlineStorage, pairsStorage))
  queue.write(sparse.outline, outline)
  queue.write(sparse.pairs, pairs)
  return sparse
}

/** scale * (plus + a x) */
export function spmm(
  compute: Compute,
  a: SparseMatrix,
  x: Operand,
  plus: Operand | null,
  scale: number,
): GpuTensor {
  const out = compute.tensor(a.rows, shapeOf(x).cols)
  const matrix = known(GpuSparse, a)
  const width = widthOf(out)
  const plusForm = plus === null ? 'none' : formOf(plus)
  const call = productCall(compute, matrix, out.cols / width)
  compute.queue.run(
    spmmKernel(width, 'all', formOf(x), plusForm),
    call.blocks,
    { ...call.uniforms, scale },
    {
      outline: matrix.outline,
      pairs: matrix.pairs,
      ...operandSpans(compute, 'x', x),
      ...(plus !== null && operandSpans(compute, 'plus', plus)),
      out: out.span,
    },
  )
  return out
}

/** Those rows of scale * (plus + a x). */
export function spmmRows(
  compute: Compute,
  a: SparseMatrix,
  rows: RowSet,
  x: GpuTensor,
  plus: GpuTensor | null,
  scale: number,
): GpuTensor {
  const out = compute.tensor(rows.length, x.cols)
  const matrix = known(GpuSparse, a)
  const list = known(GpuRows, rows)
  const width = widthOf(out)
  const long = longOf(compute, list, matrix)
  const call = productCall(compute, matrix, out.cols / width, { rows: list.length, long: long.length })
  compute.queue.run(
    spmmKernel(width, 'listed', 'dense', plus === null ? 'none' : 'dense'),
    call.blocks,
    { ...call.uniforms, scale },
    {
      outline: matrix.outline,
      pairs: matrix.pairs,
      list: list.span,
      long: long.span,
      x: x.span,
      ...(plus !== null && { plus: plus.span }),
      out: out.span,
    },
  )
  return out
}

export interface ProductCall {
  readonly blocks: number
  readonly uniforms: {
    readonly parts: number
    readonly width: number
    readonly longRows: number
    readonly longStart: number
    readonly lanes: number
  }
}

/**
 * How a kernel made by `sparseProduct` is called.
 * @param width parts of a row
 * @param listed the rows of a list instead of all of them, and how many of them are long
 */
export function productCall(
  { gpu: { limits } }: Compute,
  matrix: GpuSparse,
  width: number,
  listed?: { readonly rows: number; readonly long: number },
): ProductCall {
  const parts = (listed?.rows ?? matrix.rows) * width
  const longRows = listed?.long ?? matrix.longRows
  const longStart = listed === undefined ? matrix.rows + 1 : 0
  const lanes = Math.min(powerOfTwo(width), limits.group)
  return {
    blocks: longRows + Math.ceil(parts / limits.group),
    uniforms: { parts, width, longRows, longStart, lanes },
  }
}

export function formOf(operand: Operand): Form {
  return isRowTensor(operand) ? 'rows' : 'dense'
}

/** The buffers that a `rowReader` called `name` reads. */
export function operandSpans(compute: Compute, name: string, operand: Operand): Record<string, Span> {
  if (!isRowTensor(operand)) return { [name]: known(GpuTensor, operand).span }
  return {
    [name]: known(GpuTensor, operand.values).span,
    [`${name}Places`]: placesOf(compute, known(GpuRows, operand.rows)),
  }
}

/** Where each row stands in the list; written on the device, which saves sending one number for each of `of` rows. */
function placesOf({ queue }: Compute, rows: GpuRows): Span {
  if (rows.places !== null) return rows.places
  const places = rows.hold(queue.pool.acquire(4 * rows.of))
  queue.clear(places, 4 * rows.of)
  queue.run(placesKernel, rows.length, {}, { rows: rows.span, places })
  rows.places = places
  return places
}

function longOf(
  { queue }: Compute,
  rows: GpuRows,
  matrix: GpuSparse,
): { readonly span: Span; readonly length: number } {
  const remembered = rows.long.get(matrix)
  if (remembered !== undefined) return remembered
  const places = longRows(matrix.offsets, rows.length, (place) => rows.values[place] ?? 0)
  // Without any, the kernel is bound to some buffer that it does not read.
  const span = places.length === 0 ? rows.span : rows.hold(queue.pool.acquire(places.byteLength))
  if (places.length > 0) queue.write(span, places)
  const long = { span, length: places.length }
  rows.long.set(matrix, long)
  return long
}

/** The places, of `count`, whose row has more entries than one invocation should go through. */
function longRows(offsets: Int32Array, count: number, rowOf: (place: number) => number): Int32Array {
  const places: number[] = []
  for (let place = 0; place < count; place++) {
    const row = rowOf(place)
    if ((offsets[row + 1] ?? 0) - (offsets[row] ?? 0) > LONG_ROW) places.push(place)
  }
  return Int32Array.from(places)
}
