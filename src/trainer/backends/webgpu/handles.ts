import type { Indices, Mark, RowSet, SparseMatrix, Tensor, Triples } from '../backend.ts'
import type { BufferPool, Storage } from './buffer-pool.ts'
import type { Span } from './pipelines.ts'

/** What a caller holds, and the memory that goes with it. */
abstract class Handle {
  /** Null once it is released. */
  #held: Storage[] | null = []

  get released(): boolean {
    return this.#held === null
  }

  /** Makes memory this handle's own, at any time until its release. */
  hold(storage: Storage): Span {
    if (this.#held === null) throw released()
    this.#held.push(storage)
    return { storage, offset: 0 }
  }

  release(pool: BufferPool): void {
    // Backwards, so that the next step finds the buffers in the order of this one.
    for (const storage of this.#held?.reverse() ?? []) pool.giveBack(storage)
    this.#held = null
  }
}

export class GpuTensor extends Handle implements Tensor {
  readonly rows: number
  readonly cols: number
  readonly span: Span

  /** @param memory a buffer of its own, or a part of an older tensor's */
  constructor(rows: number, cols: number, memory: Storage | Span) {
    super()
    this.rows = rows
    this.cols = cols
    this.span = 'storage' in memory ? memory : this.hold(memory)
  }

  get length(): number {
    return this.rows * this.cols
  }
}

/** A list of integers, on the device and here. */
export class GpuIndices extends Handle implements Indices {
  readonly values: Int32Array
  readonly span: Span
  /** Which of the list's places name each row, for `scatterAdd`; made when it is first asked for. */
  inverse: { readonly span: Span; readonly rows: number } | null = null

  constructor(values: Int32Array, memory: Storage) {
    super()
    this.values = values
    this.span = this.hold(memory)
  }

  get length(): number {
    return this.values.length
  }
}

export class GpuRows extends Handle implements RowSet {
  readonly values: Int32Array
  readonly of: number
  readonly span: Span
  /** Place in the list of each of `of` rows, counted from 1, 0 if it is not there; made when it is first asked for. */
  places: Span | null = null
  /** Places in the list of rows that are long in a matrix; made when they are first asked for. */
  readonly long = new Map<GpuSparse, { readonly span: Span; readonly length: number }>()

  constructor(values: Int32Array, of: number, memory: Storage) {
    super()
    this.values = values
    this.of = of
    this.span = this.hold(memory)
  }

  get length(): number {
    return this.values.length
  }
}

export class GpuTriples extends Handle implements Triples {
  /** User, positive and negative of each triple, one after the other. */
  readonly values: Int32Array
  readonly rows: number
  readonly span: Span
  /** Which triples name each row; made when it is first asked for. */
  inverse: Span | null = null

  constructor(values: Int32Array, rows: number, memory: Storage) {
    super()
    this.values = values
    this.rows = rows
    this.span = this.hold(memory)
  }

  get length(): number {
    return this.values.length / 3
  }
}

export class GpuSparse extends Handle implements SparseMatrix {
  readonly rows: number
  readonly cols: number
  readonly entries: number
  /** [rows + 1], here. */
  readonly offsets: Int32Array
  /** How many rows are long. */
  readonly longRows: number
  /** The offsets, and after them the long rows. */
  readonly outline: Span
  /** Column and value of each entry. */
  readonly pairs: Span

  constructor(
    shape: { readonly rows: number; readonly cols: number },
    offsets: Int32Array,
    longRows: number,
    outline: Storage,
    pairs: Storage,
  ) {
    super()
    this.rows = shape.rows
    this.cols = shape.cols
    this.entries = offsets[shape.rows] ?? 0
    this.offsets = offsets
    this.longRows = longRows
    this.outline = this.hold(outline)
    this.pairs = this.hold(pairs)
  }
}

type AnyHandle = GpuTensor | GpuIndices | GpuRows | GpuTriples | GpuSparse

/** Every handle in use, oldest first. */
export class HandleStack {
  readonly #pool: BufferPool
  readonly #handles: AnyHandle[] = []

  constructor(pool: BufferPool) {
    this.#pool = pool
  }

  push<Made extends AnyHandle>(handle: Made): Made {
    this.#handles.push(handle)
    return handle
  }

  mark(): Mark {
    return { height: this.#handles.length }
  }

  release(mark: Mark): void {
    for (const handle of this.#handles.splice(mark.height).reverse()) handle.release(this.#pool)
  }
}

function released(): RangeError {
  return new RangeError('A tensor was used after its release, or belongs to another backend.')
}

/** Checks that a handle is of that kind and still in use. */
export function known<Made extends AnyHandle>(
  kind: abstract new (...parts: never[]) => Made,
  handle: object,
): Made {
  if (!(handle instanceof kind) || handle.released) throw released()
  return handle
}
