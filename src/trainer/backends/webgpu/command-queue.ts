import { BufferPool, type Storage } from './buffer-pool.ts'
import type { Gpu } from './gpu.ts'
import type { Kernel } from './kernel.ts'
import type { Span } from './pipelines.ts'

/** GPUBufferUsage.COPY_DST | UNIFORM */
const UNIFORM_USAGE = 0x8 | 0x40
/** Calls of kernels in one submission: more bring nothing, and the device should not wait for the first. */
const CALLS = 256

/**
 * Records calls of kernels and copies in order, and submits them in batches: when somebody waits for a
 * result, when a batch is full, and before a write to a buffer that the batch still uses (a write takes effect
 * at once, before what is only recorded).
 */
export class CommandQueue {
  readonly #gpu: Gpu
  readonly #pool: BufferPool
  /** Apart from the tensors', so that each comes back in the order in which it was asked for. */
  readonly #scratchPool: BufferPool
  readonly #uniforms: GPUBuffer
  readonly #uniformGroup: GPUBindGroup
  /** The uniforms of the batch's calls, a slot each. */
  readonly #words: Uint32Array<ArrayBuffer>
  readonly #floats: Float32Array<ArrayBuffer>
  readonly #slotBytes: number
  #encoder: GPUCommandEncoder | null = null
  #pass: GPUComputePassEncoder | null = null
  #calls = 0
  #batch = 1
  /** Given back with the batch, so that no write meets them earlier. */
  #scratch: Storage[] = []

  constructor(gpu: Gpu) {
    this.#gpu = gpu
    this.#pool = BufferPool.forTensors(gpu.device, gpu.limits.tensorBytes)
    this.#scratchPool = BufferPool.forTensors(gpu.device, gpu.limits.tensorBytes)
    this.#slotBytes = gpu.limits.alignment
    const words = new ArrayBuffer(CALLS * this.#slotBytes)
    this.#words = new Uint32Array(words)
    this.#floats = new Float32Array(words)
    this.#uniforms = gpu.device.createBuffer({ size: words.byteLength, usage: UNIFORM_USAGE })
    this.#uniformGroup = gpu.device.createBindGroup({
      layout: gpu.pipelines.uniformLayout,
      entries: [{ binding: 0, resource: { buffer: this.#uniforms, size: this.#slotBytes } }],
    })
  }

  get pool(): BufferPool {
    return this.#pool
  }

  /** Buffers made so far, of tensors and of scratch memory. */
  get buffersMade(): number {
    return this.#pool.made + this.#scratchPool.made
  }

  /**
   * Calls a kernel.
   * @param count invocations or workgroups, as the kernel counts
   */
  run<Uniform extends string, Buffer extends string>(
    kernel: Kernel<Uniform, Buffer>,
    count: number,
    uniforms: Readonly<Record<Uniform, number>>,
    buffers: Readonly<Record<Buffer, Span>>,
  ): void {
    if (count === 0) return
    const spans = this.#bound(kernel, buffers)
    const { limits, pipelines } = this.#gpu
    const { pipeline, signature } = pipelines.compiled(kernel)
    const group = pipelines.bindGroup(signature, spans)
    const offset = this.#calls * this.#slotBytes
    kernel.uniforms.forEach(({ name, type }, index) => {
      const value = name === 'count' ? count : uniforms[name]
      ;(type === 'u32' ? this.#words : this.#floats)[offset / 4 + index] = value
    })
    const pass = this.#computePass()
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, this.#uniformGroup, [offset])
    pass.setBindGroup(1, group)
    const workgroups = kernel.unit === 'workgroups' ? count : Math.ceil(count / limits.group)
    const across = Math.min(workgroups, limits.workgroupsPerDimension)
    pass.dispatchWorkgroups(across, Math.ceil(workgroups / across))
    for (const { storage } of spans) storage.usedIn = this.#batch
    this.#calls++
    if (this.#calls === CALLS) this.submit()
  }

  copy(from: Span, to: Span, bytes: number): void {
    if (bytes === 0) return
    this.#commands().copyBufferToBuffer(from.storage.buffer, from.offset, to.storage.buffer, to.offset, bytes)
    from.storage.usedIn = this.#batch
    to.storage.usedIn = this.#batch
  }

  clear({ storage, offset }: Span, bytes: number): void {
    if (bytes === 0) return
    this.#commands().clearBuffer(storage.buffer, offset, bytes)
    storage.usedIn = this.#batch
  }

  /** Replaces the beginning of a span by these values. */
  write({ storage, offset }: Span, values: Float32Array | Int32Array | Uint32Array): void {
    if (values.length === 0) return
    if (storage.usedIn === this.#batch) this.submit()
    const { buffer, byteOffset, byteLength } = values
    this.#gpu.device.queue.writeBuffer(storage.buffer, offset, buffer, byteOffset, byteLength)
  }

  /** Memory for a result that is of no use after the calls that follow at once. */
  scratch(bytes: number): Span {
    const storage = this.#scratchPool.acquire(bytes)
    this.#scratch.push(storage)
    return { storage, offset: 0 }
  }

  submit(): void {
    const { device, failures } = this.#gpu
    if (this.#encoder !== null) {
      const bytes = this.#calls * this.#slotBytes
      if (bytes > 0) device.queue.writeBuffer(this.#uniforms, 0, this.#words.buffer, 0, bytes)
      this.#endPass()
      device.queue.submit([this.#encoder.finish()])
      this.#encoder = null
    }
    this.#calls = 0
    this.#batch++
    for (const storage of this.#scratch.splice(0).reverse()) this.#scratchPool.giveBack(storage)
    failures.close()
  }

  destroy(): void {
    this.#endPass()
    this.#encoder = null
    this.#pool.destroy()
    this.#scratchPool.destroy()
    this.#uniforms.destroy()
  }

  /** A kernel's buffers in its order. What it reads may not be what it writes: then it reads a copy. */
  #bound<Buffer extends string>(
    kernel: Kernel<string, Buffer>,
    buffers: Readonly<Record<Buffer, Span>>,
  ): Span[] {
    const written = new Set<Storage>()
    for (const { name, binding } of kernel.buffers) {
      if (binding.access === 'read_write') written.add(buffers[name].storage)
    }
    return kernel.buffers.map(({ name, binding }) => {
      const span = buffers[name]
      if (binding.access === 'read_write' || !written.has(span.storage)) return span
      const bytes = span.storage.bytes - span.offset
      const copy = this.scratch(bytes)
      this.copy(span, copy, bytes)
      return copy
    })
  }

  #computePass(): GPUComputePassEncoder {
    this.#pass ??= this.#encoding().beginComputePass()
    return this.#pass
  }

  /** For what cannot stand in a compute pass. */
  #commands(): GPUCommandEncoder {
    this.#endPass()
    return this.#encoding()
  }

  #encoding(): GPUCommandEncoder {
    this.#encoder ??= this.#gpu.device.createCommandEncoder()
    return this.#encoder
  }

  #endPass(): void {
    this.#pass?.end()
    this.#pass = null
  }
}
