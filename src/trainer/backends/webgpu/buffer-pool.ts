import { tooLarge } from './failures.ts'
import { sizeClass } from './size-class.ts'

/** GPUBufferUsage: a tensor is copied from and to, computed with, and as a scalar read as a uniform. */
const TENSOR_USAGE = 0x4 | 0x8 | 0x40 | 0x80
/** GPUBufferUsage.MAP_READ | COPY_DST */
const STAGING_USAGE = 0x1 | 0x8

export interface Storage {
  readonly buffer: GPUBuffer
  readonly bytes: number
  /** Unique in the process: the key of what is remembered of a buffer. */
  readonly id: number
  /** The last batch of commands that uses it. */
  usedIn: number
}

let storages = 0

/** Buffers by size class. What is given back is handed out again, the latest first: making buffers is slow. */
export class BufferPool {
  readonly #device: GPUDevice
  readonly #usage: number
  readonly #limit: number
  readonly #free = new Map<number, Storage[]>()
  readonly #all = new Set<GPUBuffer>()
  #made = 0

  /** @param limit bytes of the largest buffer, a multiple of 16 */
  private constructor(device: GPUDevice, usage: number, limit: number) {
    this.#device = device
    this.#usage = usage
    this.#limit = limit
  }

  static forTensors(device: GPUDevice, limit: number): BufferPool {
    return new BufferPool(device, TENSOR_USAGE, limit)
  }

  /** For what goes back to the caller. */
  static forStaging(device: GPUDevice, limit: number): BufferPool {
    return new BufferPool(device, STAGING_USAGE, limit)
  }

  /** Buffers made so far. */
  get made(): number {
    return this.#made
  }

  /**
   * A buffer of at least that size, with any contents.
   * @throws TrainingFailure if it is more than the device takes in one piece
   */
  acquire(bytes: number): Storage {
    if (bytes > this.#limit) throw tooLarge(bytes, this.#limit)
    const size = Math.min(sizeClass(bytes), this.#limit)
    const free = this.#free.get(size)?.pop()
    if (free !== undefined) return free
    const buffer = this.#device.createBuffer({ size, usage: this.#usage })
    this.#all.add(buffer)
    this.#made++
    storages++
    return { buffer, bytes: size, id: storages, usedIn: 0 }
  }

  giveBack(storage: Storage): void {
    const free = this.#free.get(storage.bytes)
    if (free === undefined) this.#free.set(storage.bytes, [storage])
    else free.push(storage)
  }

  /** Instead of giving it back: frees its memory. */
  discard({ buffer }: Storage): void {
    buffer.destroy()
    this.#all.delete(buffer)
  }

  destroy(): void {
    for (const buffer of this.#all) buffer.destroy()
    this.#all.clear()
    this.#free.clear()
  }
}
