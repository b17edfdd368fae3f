import { BufferPool } from './buffer-pool.ts'
import type { CommandQueue } from './command-queue.ts'
import type { Gpu } from './gpu.ts'
import type { Span } from './pipelines.ts'

/** GPUMapMode.READ */
const READ = 1
/** The largest staging buffer that is kept. A checkpoint's are larger than a step's, and seldom needed. */
const KEPT_BYTES = 64 * 2 ** 20

/** Brings values back from the device. */
export class Readback {
  readonly #gpu: Gpu
  readonly #queue: CommandQueue
  readonly #staging: BufferPool

  constructor(gpu: Gpu, queue: CommandQueue) {
    this.#gpu = gpu
    this.#queue = queue
    this.#staging = BufferPool.forStaging(gpu.device, gpu.limits.tensorBytes)
  }

  /**
   * A copy of that many floats as they are after all that is recorded now.
   * @throws TrainingFailure if the device failed
   */
  async floats(span: Span, length: number): Promise<Float32Array<ArrayBuffer>> {
    return new Float32Array(await this.#bytes(span, 4 * length))
  }

  destroy(): void {
    this.#staging.destroy()
  }

  async #bytes(span: Span, bytes: number): Promise<ArrayBuffer> {
    const { failures } = this.#gpu
    if (bytes === 0) {
      this.#queue.submit()
      await failures.check()
      return new ArrayBuffer(0)
    }
    const staging = this.#staging.acquire(bytes)
    this.#queue.copy(span, { storage: staging, offset: 0 }, bytes)
    this.#queue.submit()
    await failures.guard(staging.buffer.mapAsync(READ, 0, bytes))
    const values = staging.buffer.getMappedRange(0, bytes).slice(0)
    staging.buffer.unmap()
    if (staging.bytes > KEPT_BYTES) this.#staging.discard(staging)
    else this.#staging.giveBack(staging)
    return values
  }
}
