import type { CompressedRows, Indices, Mark, RowSet, SparseMatrix, Tensor, Triples } from '../backend.ts'
import { Arena } from './arena.ts'
import type { Pointer } from './kernels.ts'
import type { Bounds, Partitioner } from './partitioner.ts'

/** Where a handle's values begin, in bytes; undefined once it is released. */
export interface Place {
  offset: Pointer | undefined
}

export interface WasmTensor extends Tensor, Place {}

export interface WasmIndices extends Indices, Place {}

export interface WasmSparse extends SparseMatrix {
  readonly offsets: Place
  readonly columns: Place
  readonly values: Place
  /** Entries before each row, for parts of some rows. */
  readonly entriesBefore: Int32Array
  /** Parts of all rows. */
  readonly bounds: Bounds
}

export interface WasmRows extends RowSet {
  readonly list: Int32Array
  readonly rows: Place
  /**
   * Of each of the `of` rows in the list, -1 where it is not. Filled when it is first asked for: most of a step's work
   * needs the rows alone, and then costs no more in a large table than in a small one.
   */
  readonly places: Place
}

export interface WasmTriples extends Triples {
  readonly users: Place
  readonly positives: Place
  readonly negatives: Place
}

interface WasmMark extends Mark {
  readonly top: Pointer
}

/** Handles on values in one WebAssembly memory, allocated and freed as a stack. */
export class HandleMemory {
  readonly #memory: WebAssembly.Memory
  readonly #arena: Arena
  readonly #threads: number
  readonly #partitioner: Partitioner
  /** Every handle in use, oldest first. */
  readonly #handles: Place[] = []

  /** @param base first free byte */
  constructor(memory: WebAssembly.Memory, base: number, threads: number, partitioner: Partitioner) {
    this.#memory = memory
    this.#arena = new Arena(memory, base)
    this.#threads = threads
    this.#partitioner = partitioner
  }

  /** Bytes that the memory has grown to; it never shrinks. */
  get bytes(): number {
    return this.#memory.buffer.byteLength
  }

  mark(): Mark {
    const mark: WasmMark = { height: this.#handles.length, top: this.#arena.top }
    return mark
  }

  release(mark: Mark): void {
    this.#arena.release((mark as WasmMark).top)
    for (const handle of this.#handles.splice(mark.height)) handle.offset = undefined
  }

  /** Its values are undefined. */
  tensor(rows: number, cols: number): WasmTensor {
    return this.#handle<WasmTensor>({ rows, cols, offset: this.#arena.allocate(rows * cols * 4) })
  }

  /** A view of a tensor's rows. */
  slice(x: Tensor, start: number, rows: number): WasmTensor {
    const offset = (this.at(x) + start * x.cols * 4) as Pointer
    return this.#handle<WasmTensor>({ rows, cols: x.cols, offset })
  }

  indices(values: Int32Array): WasmIndices {
    return this.#handle<WasmIndices>({ length: values.length, offset: this.#store(values) })
  }

  rows(list: Int32Array, of: number): WasmRows {
    const kept = list.slice()
    const places = this.#handle({ offset: this.#arena.allocate(4 * of) })
    const fill = once(() => this.#fillPlaces(places, kept, of))
    const rows = this.#stored(kept)
    return {
      length: kept.length,
      of,
      list: kept,
      rows,
      get places() {
        fill()
        return places
      },
    }
  }

  #fillPlaces(places: Place, list: Int32Array, of: number): void {
    const values = new Int32Array(this.#memory.buffer, this.at(places), of).fill(-1)
    for (let index = 0; index < list.length; index++) values[list[index] ?? -1] = index
  }

  triples(users: Int32Array, positives: Int32Array, negatives: Int32Array, rows: number): WasmTriples {
    return {
      length: users.length,
      rows,
      users: this.#stored(users),
      positives: this.#stored(positives),
      negatives: this.#stored(negatives),
    }
  }

  sparse({ rows, cols, offsets, columns, values }: CompressedRows): WasmSparse {
    return {
      rows,
      cols,
      entries: values.length,
      offsets: this.#stored(offsets),
      columns: this.#stored(columns),
      values: this.#stored(values),
      entriesBefore: offsets,
      bounds: this.#partitioner.weighted(rows, (row) => (offsets[row + 1] ?? 0) - (offsets[row] ?? 0)),
    }
  }

  /** Byte offset of a handle's values. */
  at(handle: Tensor | Indices | Place): Pointer {
    const { offset } = handle as Place
    if (offset === undefined) {
      throw new RangeError('A tensor was used after its release, or belongs to another backend.')
    }
    return offset
  }

  /** A tensor's values where they are. Valid until they are released. */
  view(tensor: Tensor): Float32Array<SharedArrayBuffer> {
    return new Float32Array(this.#memory.buffer, this.at(tensor), tensor.rows * tensor.cols)
  }

  /** Writes the byte offsets of some tensors to a list in memory. */
  pointers(tensors: readonly Tensor[]): WasmIndices {
    return this.indices(Int32Array.from(tensors, (tensor) => this.at(tensor)))
  }

  /** Copies integers from memory. */
  integers(offset: Pointer, length: number): Int32Array {
    return new Int32Array(this.#memory.buffer, offset, length).slice()
  }

  /** Numbers in memory, where they are. */
  doubles(offset: Pointer, length: number): Float64Array {
    return new Float64Array(this.#memory.buffer, offset, length)
  }

  /** Hands over the offset of free bytes, free again afterwards together with every handle made meanwhile. */
  withScratch<Result>(bytes: number, work: (offset: Pointer) => Result): Result {
    const mark = this.mark()
    try {
      return work(this.#arena.allocate(bytes))
    } finally {
      this.release(mark)
    }
  }

  /** Space for one block per thread, as kernels with scratch memory divide it. */
  withScratchPerThread<Result>(bytes: number, work: (offset: Pointer) => Result): Result {
    return this.withScratch(this.#threads * (bytes + 64), work)
  }

  #stored(values: Int32Array | Float32Array): Place {
    return this.#handle({ offset: this.#store(values) })
  }

  #handle<Handle extends Place>(handle: Handle): Handle {
    this.#handles.push(handle)
    return handle
  }

  #store(values: Int32Array | Float32Array): Pointer {
    const offset = this.#arena.allocate(values.byteLength)
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    new Uint8Array(this.#memory.buffer, offset, values.byteLength).set(bytes)
    return offset
  }
}

function once(work: () => void): () => void {
  let done = false
  return () => {
    if (!done) work()
    done = true
  }
}
