import { TrainingFailure } from '../../failure.ts'
import type { Pointer } from './kernels.ts'

const PAGE = 65_536
/** One short of the 4 GiB that 32 bits address: the end of the last tensor is a number of 32 bits, too. */
export const MAX_PAGES = 65_535
/** A cache line: no two tensors share one. */
const ALIGNMENT = 64
/** Memory grows by at least this, so that the first steps do not grow it dozens of times. */
const MIN_GROWTH_PAGES = 256

/** Stack allocation in a WebAssembly memory: a training step's tensors are freed by moving `top` back. */
export class Arena {
  readonly #memory: WebAssembly.Memory
  #top: Pointer

  /** @param base first free byte offset */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory
    this.#top = aligned(base)
  }

  /** Byte offset up to which memory is in use. */
  get top(): Pointer {
    return this.#top
  }

  /**
   * Byte offset of a new block, its contents undefined.
   * @throws when the 4 GiB that a WebAssembly module can address, or the machine's memory, are used up
   */
  allocate(bytes: number): Pointer {
    const start = this.#top
    const end = aligned(start + bytes)
    const missing = Math.ceil((end - this.#memory.buffer.byteLength) / PAGE)
    if (missing > 0) this.#grow(missing)
    this.#top = end
    return start
  }

  release(top: Pointer): void {
    if (top > this.#top) throw new RangeError('The wasm memory was released out of order.')
    this.#top = top
  }

  #grow(missing: number): void {
    const pages = this.#memory.buffer.byteLength / PAGE
    const wanted = Math.min(Math.max(missing, MIN_GROWTH_PAGES), Math.max(missing, MAX_PAGES - pages))
    try {
      this.#memory.grow(wanted)
    } catch (cause) {
      const gibibytes = (((pages + missing) * PAGE) / 2 ** 30).toFixed(1)
      throw new TrainingFailure(
        `The training tensors need ${gibibytes} GiB, more than the machine has free or a WebAssembly memory can hold (4 GiB).`,
        'Choose fewer dimensions or another backend.',
        { cause },
      )
    }
  }
}

function aligned(offset: number): Pointer {
  return (Math.ceil(offset / ALIGNMENT) * ALIGNMENT) as Pointer
}
